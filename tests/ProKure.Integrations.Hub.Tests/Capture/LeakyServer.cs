using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Hub.Tests.Capture;

/// <summary>Another company's system that answers a path with what was said for it, whatever it is asked: one answer after the other, the last one again and again.</summary>
internal sealed class LeakyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<LeakyAnswer>> _answers = new(StringComparer.Ordinal);

    private LeakyServer(WebApplication app) => _app = app;

    public string BaseUrl => _app.Urls.First();

    /// <summary>Starts one that answers <c>/r/{n}</c> with the n-th answer.</summary>
    public static async Task<LeakyServer> StartAsync(params IReadOnlyList<LeakyAnswer> answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new LeakyServer(builder.Build());
        for (var n = 0; n < answers.Count; n++)
            server.Says(string.Create(CultureInfo.InvariantCulture, $"/r/{n}"), answers[n]);
        server._app.MapFallback(server.AnswerAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>What it answers a path with from now on.</summary>
    public void Says(string path, params LeakyAnswer[] answers) => _answers[path] = new ConcurrentQueue<LeakyAnswer>(answers);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var answers = _answers[context.Request.Path.Value!];
        if (answers.Count == 1 || !answers.TryDequeue(out var answer))
            answers.TryPeek(out answer);
        if (answer!.Status == LeakyAnswer.None)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers.Append(name, value);
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}

/// <summary>What comes back; with the status <see cref="None"/> the connection breaks instead.</summary>
internal sealed record LeakyAnswer(int Status, string ContentType, byte[] Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    public const int None = 0;

    public static readonly LeakyAnswer Broken = new(None, "", [], []);
}
