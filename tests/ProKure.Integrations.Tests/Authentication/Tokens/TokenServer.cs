using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Tests.Authentication.Tokens;

/// <summary>A token endpoint that behaves as a test says, and an API behind it that takes the tokens it gave.</summary>
internal sealed class TokenServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<TokenAsked> _asked = new();
    private readonly ConcurrentQueue<string> _orders = new();
    private readonly ConcurrentDictionary<string, bool> _valid = new(StringComparer.Ordinal);
    private int _given;

    private TokenServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public Uri TokenUrl => new($"{Url}/token");

    /// <summary>How the token endpoint answers. Default: a new token each time, valid for an hour.</summary>
    public Func<TokenAsked, HttpContext, Task>? OnToken { get; set; }

    /// <summary>What the API answers to a request that it takes; default HTTP 201 with a number.</summary>
    public Func<HttpContext, Task>? OnOrder { get; set; }

    /// <summary>The token requests so far.</summary>
    public IReadOnlyCollection<TokenAsked> Asked => _asked;

    /// <summary>The Authorization headers of the API's requests so far.</summary>
    public IReadOnlyCollection<string> Orders => _orders;

    public static async Task<TokenServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new TokenServer(builder.Build());
        server._app.MapPost("/token", server.TokenAsync);
        server._app.MapPost("/orders", server.OrderAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>A token that the API takes.</summary>
    public string NewToken()
    {
        var token = $"tok-{Interlocked.Increment(ref _given)}-{Guid.CreateVersion7():N}";
        _valid[token] = true;
        return token;
    }

    /// <summary>Makes every token that was given so far void.</summary>
    public void VoidAll() => _valid.Clear();

    public static Task AnswerAsync(HttpContext context, int status, string body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    public Task GiveAsync(HttpContext context, string more = "\"expires_in\":3600") =>
        AnswerAsync(context, 200, $$"""{"access_token":"{{NewToken()}}","token_type":"Bearer"{{(more.Length > 0 ? $",{more}" : "")}}}""");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var asked = new TokenAsked(form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal), context.Request.Headers.Authorization.ToString());
        _asked.Enqueue(asked);
        await (OnToken is { } answer ? answer(asked, context) : GiveAsync(context));
    }

    private Task OrderAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        _orders.Enqueue(authorization);
        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal) || !_valid.ContainsKey(authorization["Bearer ".Length..]))
            return AnswerAsync(context, 401, """{"error":"who are you"}""");
        return OnOrder is { } answer ? answer(context) : AnswerAsync(context, 201, """{"number":"4500000001"}""");
    }
}

/// <summary>A token request as it came.</summary>
internal sealed record TokenAsked(IReadOnlyDictionary<string, string> Form, string Authorization)
{
    /// <summary>Id and secret of the basic authentication; empty for none.</summary>
    public string Basic => Authorization.StartsWith("Basic ", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(Authorization["Basic ".Length..])) : "";
}
