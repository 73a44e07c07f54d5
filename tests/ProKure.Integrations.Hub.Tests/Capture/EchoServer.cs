using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Hub.Tests.Capture;

/// <summary>Another company's system that answers with all that it was sent: headers, URL and body, as JSON, as text and in headers of its own. Its token endpoint does so too.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _tokens = new();

    private EchoServer(WebApplication app) => _app = app;

    public string BaseUrl => _app.Urls.First();

    /// <summary>The access and refresh tokens that it gave.</summary>
    public IReadOnlyCollection<string> Tokens => _tokens;

    public static async Task<EchoServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new EchoServer(builder.Build());
        server._app.MapPost("/token/good", async context =>
        {
            var (access, refresh) = (server.NewToken(), server.NewToken());
            await AnswerAsync(context, 200, "application/json", new JsonObject
            {
                ["access_token"] = access,
                ["token_type"] = "Bearer",
                ["expires_in"] = 3600,
                ["refresh_token"] = refresh,
                ["echo"] = await SentAsync(context),
            }.ToJsonString());
        });
        server._app.MapPost("/token/bad", async context => await AnswerAsync(
            context, 400, "application/json", new JsonObject { ["error"] = "invalid_request", ["error_description"] = await SentAsync(context) }.ToJsonString()));
        server._app.MapPost("/token/garbage", async context => await AnswerAsync(context, 500, "text/html", $"<h1>{await SentAsync(context)}</h1>"));
        server._app.MapFallback(async context =>
        {
            var sent = await SentAsync(context);
            context.Response.Headers["X-Request-ID"] = context.Request.Headers.Authorization.ToString();
            context.Response.Headers["X-Reason-Code"] = context.Request.QueryString.Value;
            var isText = context.Request.Path.Value!.Contains("text", StringComparison.Ordinal);
            await AnswerAsync(context, isText ? 500 : 200, isText ? "text/plain" : "application/json", isText ? sent : new JsonObject { ["sent"] = sent }.ToJsonString());
        });
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string NewToken()
    {
        var token = $"opaque{Guid.CreateVersion7():N}";
        _tokens.Enqueue(token);
        return token;
    }

    private static async Task<string> SentAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        return $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {string.Join(' ', context.Request.Headers.Select(header => $"[{header.Key}: {header.Value}]"))} {body}";
    }

    private static Task AnswerAsync(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}
