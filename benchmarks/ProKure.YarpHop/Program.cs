using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Yarp.ReverseProxy.Configuration;

namespace ProKure.YarpHop;

/// <summary>Forwards every request to one destination and does nothing else; the yardstick of what a hop costs.</summary>
internal static class Program
{
    private const string Usage = "Usage: ProKure.YarpHop --to http://127.0.0.1:PORT";

    private static async Task<int> Main(string[] args)
    {
        if (args is not ["--to", var text] || !Uri.TryCreate(text, UriKind.Absolute, out var destination) || !destination.IsLoopback)
        {
            await Console.Error.WriteLineAsync($"Expected --to with a URL on loopback, got '{string.Join(' ', args)}'\n{Usage}");
            return 2;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "destination", Match = new RouteMatch { Path = "{**any}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "destination",
                    Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
                    {
                        ["only"] = new() { Address = destination.GetLeftPart(UriPartial.Authority) },
                    },
                },
            ]);

        await using var app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        await Console.Out.WriteLineAsync($"YARP hop listens on {addresses.Single()}");
        await app.WaitForShutdownAsync();
        return 0;
    }
}
