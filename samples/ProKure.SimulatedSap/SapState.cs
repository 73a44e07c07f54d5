using ProKure.Samples.Sap.Logins;
using ProKure.Samples.Sap.PurchaseOrders;
using ProKure.Samples.Sap.Recording;
using ProKure.Samples.Sap.Sessions;

namespace ProKure.Samples.Sap;

/// <summary>All that a running simulated SAP remembers.</summary>
internal sealed class SapState(SimulatedSapOptions options)
{
    public SimulatedSapOptions Options { get; } = options;

    public RequestLog Requests { get; } = new(options);

    public PurchaseOrderBook PurchaseOrders { get; } = new(options);

    public SessionBook Sessions { get; } = new();

    public TokenBook Tokens { get; } = new();

    public TryCounter Tries { get; } = new(options.MaxPurchaseOrders);
}
