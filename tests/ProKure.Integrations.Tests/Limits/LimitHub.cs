using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Tests.Limits;

/// <summary>The limits of one hub on a store that it may share with others.</summary>
internal sealed class LimitHub : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public LimitHub(ILimitStore store, string name = "hub", int instances = 1, LimitOptions? options = null, TimeProvider? time = null)
    {
        Fleet = new LimitFleet(
            store, new HubInstance(name), Options.Create(options ?? new LimitOptions { StorePatience = TimeSpan.FromSeconds(10) }), time ?? TimeProvider.System,
            NullLogger<LimitFleet>.Instance)
        {
            Instances = instances,
        };
        Gates = new LimitGates(Fleet);
    }

    public LimitFleet Fleet { get; }

    public LimitGates Gates { get; }

    public RateGate Rate(int requests, TimeSpan period, int? burst = null) =>
        Gates.Of("SAP", new RateLimitPolicyConfig { Code = "P", Requests = requests, Period = period, Burst = burst }).Rate!;

    public SlotGate Slots(int max) => Gates.Of("SAP", new RateLimitPolicyConfig { Code = "P", MaxConcurrency = max }).Slots!;

    public static ValueTask<LimitAnswer> WaitAsync(LimitGate gate, TimeSpan? maxWait = null) =>
        gate.EnterAsync(new TurnRequest(maxWait ?? Patience, false, false), TestContext.Current.CancellationToken);

    public static ValueTask<LimitAnswer> DeliverAsync(LimitGate gate, bool hasWaited = false) =>
        gate.EnterAsync(new TurnRequest(TimeSpan.Zero, true, hasWaited), TestContext.Current.CancellationToken);

    public void Dispose() => Gates.Dispose();
}
