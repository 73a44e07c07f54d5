using ProKure.Samples.Sap.Control;
using ProKure.Samples.Sap.Logins;
using ProKure.Samples.Sap.Materials;
using ProKure.Samples.Sap.PurchaseOrders;
using ProKure.Samples.Sap.Recording;
using ProKure.Samples.Sap.Sessions;
using ProKure.Samples.Sap.Soap;

namespace ProKure.Samples.Sap;

/// <summary>The web application of a simulated SAP, put together from nothing: no configuration files, no environment, no log lines.</summary>
internal static class SapApplication
{
    // What is in flight is cut at once when stopping (see RequestRecorder); this bounds callers that keep sending.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    public static WebApplication Build(SapState state)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(state.Options.Address, state.Options.Port);
        });

        var app = builder.Build();
        var recorder = new RequestRecorder(state, app.Lifetime.ApplicationStopping);
        app.MapPurchaseOrders(recorder);
        app.MapSoap(recorder);
        app.MapSessions(recorder);
        app.MapLogins(recorder);
        app.MapMaterials(recorder);
        app.MapEcho(recorder);
        app.MapInstant();
        app.MapControl(state);
        return app;
    }
}
