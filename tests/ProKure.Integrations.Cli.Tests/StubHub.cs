using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Cli.Tests;

/// <summary>A server on loopback that answers as a test says, and remembers what it was asked.</summary>
internal sealed class StubHub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _asked = [];

    private StubHub(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>Method, path with query, key and body of each request.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    public static async Task<StubHub> StartAsync(params (int Status, JsonNode Body)[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var hub = new StubHub(builder.Build());
        var next = 0;
        hub._app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            lock (hub._asked)
                hub._asked.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers.Authorization} {body}".TrimEnd());
            var answer = answers[Math.Min(Interlocked.Increment(ref next), answers.Length) - 1];
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer.Body.ToJsonString(), context.RequestAborted);
        });
        await hub._app.StartAsync(TestContext.Current.CancellationToken);
        return hub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
