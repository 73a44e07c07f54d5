using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using ProKure.Samples.Sap.Logins;
using ProKure.Samples.Sap.PurchaseOrders;
using ProKure.Samples.Sap.Recording;
using ProKure.Samples.Sap.Sessions;

namespace ProKure.Samples.Sap;

/// <summary>A running simulated SAP; disposing of it stops it and cuts what is still in flight.</summary>
public sealed class SimulatedSap : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SimulatedSap(WebApplication app, SapState state, Uri baseUrl)
    {
        _app = app;
        BaseUrl = baseUrl;
        Requests = state.Requests;
        PurchaseOrders = state.PurchaseOrders;
        Sessions = state.Sessions;
        Tokens = state.Tokens;
    }

    /// <summary>Where it listens, with the port it really got, such as <c>http://127.0.0.1:5090/</c>.</summary>
    public Uri BaseUrl { get; }

    /// <summary>The requests it has seen.</summary>
    public RequestLog Requests { get; }

    /// <summary>The purchase orders it has created.</summary>
    public PurchaseOrderBook PurchaseOrders { get; }

    /// <summary>The sessions of callers that asked for an anti-forgery token.</summary>
    public SessionBook Sessions { get; }

    /// <summary>The access tokens that it gave.</summary>
    public TokenBook Tokens { get; }

    /// <summary>Starts one; it listens when this returns.</summary>
    /// <param name="options">How it listens and what it remembers.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The address cannot be listened on, such as a port that is taken.</exception>
    public static async Task<SimulatedSap> StartAsync(SimulatedSapOptions options, CancellationToken cancellationToken)
    {
        var state = new SapState(options);
        var app = SapApplication.Build(state);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return new SimulatedSap(app, state, new Uri(address));
    }

    /// <summary>Waits until the process is asked to end (Ctrl-C, SIGTERM).</summary>
    /// <param name="cancellationToken">Stops it as well.</param>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
