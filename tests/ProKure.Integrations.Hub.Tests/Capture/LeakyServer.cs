using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Hub.Tests.Capture;

/// <summary>Another company's system that answers <c>/r/{n}</c> with the n-th answer, whatever it is asked.</summary>
internal sealed class LeakyServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LeakyServer(WebApplication app) => _app = app;

    public string BaseUrl => _app.Urls.First();

    public static async Task<LeakyServer> StartAsync(IReadOnlyList<LeakyAnswer> answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapFallback(async context =>
        {
            var answer = answers[int.Parse(context.Request.Path.Value!.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture)];
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            foreach (var (name, value) in answer.Headers)
                context.Response.Headers.Append(name, value);
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new LeakyServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}

internal sealed record LeakyAnswer(int Status, string ContentType, byte[] Body, IReadOnlyList<(string Name, string Value)> Headers);
