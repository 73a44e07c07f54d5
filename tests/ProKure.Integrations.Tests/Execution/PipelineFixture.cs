using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Execution.Connections;
using ProKure.Integrations.Formats.Files;
using ProKure.Integrations.Limits;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Originals;
using ProKure.Integrations.Spool;
using ProKure.Integrations.Tests.Authentication;
using ProKure.Integrations.Tests.Circuits;
using ProKure.Integrations.Tests.Objects;
using ProKure.Integrations.Tests.Spool;
using ProKure.Samples.Sap;
using ProKure.Samples.Sap.Recording;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>The real pipeline over loopback HTTP against the simulated SAP, with stores in memory.</summary>
public sealed class PipelineFixture : IAsyncLifetime
{
    private readonly SummaryCollector _summaries = new();
    private readonly TestAuthentication _authentication = new();
    private readonly TemporarySpool _folder = new();
    private SimulatedSap? _sap;
    private CircuitBoard? _circuits;
    private LogWriter? _writer;
    private SummaryWriter? _summaryWriter;

    public InvocationPipeline Pipeline { get; private set; } = null!;

    public ConfigurationSnapshots Snapshots { get; private set; } = null!;

    public SimulatedSap Sap => _sap!;

    /// <summary>Called when the simulator has a request's headers, before it answers.</summary>
    public Func<RecordedRequest, Task>? OnArrival { get; set; }

    internal InMemoryLogStore Log { get; } = new();

    internal TemporarySpool SpoolFolder => _folder;

    internal HubSpool Spool { get; private set; } = null!;

    internal BodyRecording Bodies { get; private set; } = null!;

    internal FolderObjectStore Objects { get; private set; } = null!;

    internal static OriginalVault Originals { get; } = new(TestMasterKeys.Of("k1"), Options.Create(new OriginalOptions()), NullLogger<OriginalVault>.Instance);

    internal static FolderFileSource Files { get; } = new(Options.Create(new FileSourceOptions()));

    public IReadOnlyCollection<RequestSummary> Summaries => _summaries.Written;

    public async ValueTask InitializeAsync()
    {
        _sap = await SimulatedSap.StartAsync(
            new SimulatedSapOptions
            {
                OnArrival = (request, _) => OnArrival?.Invoke(request) ?? Task.CompletedTask,
            },
            TestContext.Current.CancellationToken);
        Spool = _folder.Open();
        Objects = new FolderObjectStore(Path.Combine(_folder.Path, "..", $"{Path.GetFileName(_folder.Path)}-objects"), TimeProvider.System);
        Bodies = new BodyRecording(Spool, Objects, TestMasterKeys.None, Options.Create(new ObjectOptions { MaxExpansion = 20 }));
        _writer = new LogWriter(Log, Spool, Options.Create(new LogWriterOptions { StoreWait = TimeSpan.FromSeconds(60), StoreTimeout = TimeSpan.FromSeconds(60) }), TimeProvider.System, NullLogger<LogWriter>.Instance);
        _summaryWriter = new SummaryWriter(_summaries, Spool, Options.Create(new SummaryWriterOptions()), TimeProvider.System, NullLogger<SummaryWriter>.Instance);
        Snapshots = new ConfigurationSnapshots(
            new FixedConfiguration(Configuration(_sap.BaseUrl)), new ConfigurationSignal(), TimeProvider.System, NullLogger<ConfigurationSnapshots>.Instance);
        await Snapshots.ReloadAsync(TestContext.Current.CancellationToken);
        Pipeline = PipelineOver(Snapshots);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
        if (_summaryWriter is not null)
            await _summaryWriter.DisposeAsync();
        Snapshots?.Dispose();
        if (_sap is not null)
            await _sap.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>How the circuit of an endpoint of SAP stands.</summary>
    public CircuitView Circuit(string endpoint) => _circuits!.Find(new CircuitKey("SAP", endpoint), CircuitBreakerConfig.Standard).View;

    /// <summary>Makes the pipeline's configuration another one, for all calls that follow.</summary>
    public async Task UseAsync(HubConfiguration configuration)
    {
        Snapshots.Dispose();
        Snapshots = new ConfigurationSnapshots(new FixedConfiguration(configuration), new ConfigurationSignal(), TimeProvider.System, NullLogger<ConfigurationSnapshots>.Instance);
        await Snapshots.ReloadAsync(TestContext.Current.CancellationToken);
        Pipeline = PipelineOver(Snapshots);
    }

    /// <summary>Runs one call with another configuration than the fixture's own.</summary>
    public async Task<InvocationResult> RunAsync(HubConfiguration configuration, Invocation invocation)
    {
        using var snapshots = new ConfigurationSnapshots(
            new FixedConfiguration(configuration), new ConfigurationSignal(), TimeProvider.System, NullLogger<ConfigurationSnapshots>.Instance);
        await snapshots.ReloadAsync(TestContext.Current.CancellationToken);
        return await PipelineOver(snapshots).RunAsync(invocation, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until the summary of an attempt was written behind it.</summary>
    public async Task<RequestSummary> SummaryOfAsync(Guid requestId)
    {
        while (true)
        {
            if (_summaries.Written.FirstOrDefault(s => s.RequestId == requestId) is { } summary)
                return summary;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The test's systems run on this machine.</summary>
    public static OutboundConfig Loopback { get; } = new() { AllowNetworks = ["127.0.0.0/8", "::1/128"] };

    public static Invocation Invocation(string endpoint, string payload, string system = "SAP") => new()
    {
        SystemCode = system,
        EndpointCode = endpoint,
        Payload = Encoding.UTF8.GetBytes(payload),
        CorrelationId = CorrelationId.New(TimeProvider.System),
        Actor = new LogActor("anna", TriggeredBy.User),
        Context = new LogContext { EntityType = "PURCHASE_ORDER", EntityId = "PO-4711" },
    };

    public static string Order(string material, string reference = "PO-4711") =>
        $$"""{"po_number":"{{reference}}","vendor":{"external_code":"V-100045"},"items":[{"item_code":"{{material}}","quantity":10,"uom":"PCE"}]}""";

    public static HubConfiguration Configuration(Uri baseUrl) => new()
    {
        Revision = 1,
        Systems =
        [
            Stored(new SystemConfig { Code = "SAP", Name = "SAP", BaseUrl = new Uri(baseUrl.GetLeftPart(UriPartial.Authority)), Organization = "EU", Outbound = Loopback }),
            Stored(new SystemConfig { Code = "OFF", Name = "Off", BaseUrl = baseUrl, Enabled = false }),
            Stored(new SystemConfig { Code = "NOWHERE", Name = "Nowhere", BaseUrl = new Uri("http://no-such-host.invalid") }),
            Stored(new SystemConfig { Code = "CLOSED", Name = "Closed", BaseUrl = new Uri("http://127.0.0.1:1"), Outbound = Loopback }),
        ],
        RetryPolicies =
        [
            Stored(new RetryPolicyConfig { Code = "P", InitialDelay = TimeSpan.FromMinutes(1), MaxDelay = TimeSpan.FromMinutes(10), Jitter = 0, MaxAttempts = 2 }),
        ],
        CodeMappingSets =
        [
            Stored(new CodeMappingSetConfig { SystemCode = "SAP", Code = "UOM", Mappings = [new("PCE", "EA")] }),
        ],
        Transforms =
        [
            Stored(new TransformConfig
            {
                SystemCode = "SAP", Code = "REQUEST", PublishedVersion = 1,
                Published = """
                    { "PurchaseOrder": { "VendorCode": vendor.external_code, "Reference": po_number,
                        "Items": items.{ "Material": item_code, "Qty": quantity, "Unit": $externalCode("UOM", uom) }[] } }
                    """,
            }),
            Stored(new TransformConfig { SystemCode = "SAP", Code = "RESPONSE", PublishedVersion = 1, Published = """{ "po_number": d.PurchaseOrder }""" }),
            Stored(new TransformConfig { SystemCode = "SAP", Code = "BROKEN", PublishedVersion = 1, Published = "{ \"a\": " }),
        ],
        Endpoints =
        [
            Stored(Create("CREATE_PO")),
            Stored(Create("SHORT") with { Timeout = TimeSpan.FromMilliseconds(300) }),
            Stored(Create("BRIEF") with { Timeout = TimeSpan.FromMilliseconds(1_500) }),
            Stored(Create("SMALL") with { MaxResponseBytes = 1_000 }),
            Stored(Create("FAIL_CLOSED") with { FailClosed = true }),
            Stored(Create("RETRIED") with { RetryPolicy = "P" }),
            Stored(Create("RETRIED_WITH_KEY") with { RetryPolicy = "P", Idempotency = Idempotency.IdempotentWithKey }),
            Stored(Create("DISABLED") with { Enabled = false }),
            Stored(Create("BROKEN") with { RequestTransform = "BROKEN" }),
            Stored(Create("WITH_KEY") with { Idempotency = Idempotency.IdempotentWithKey }),
            Stored(new EndpointConfig
            {
                SystemCode = "SAP", Code = "GET_PO", Method = "GET", Path = "/sap/opu/odata/purchase-orders/{po_number}",
                Query = Map("expand", "expand"), Headers = Map("X-Reason-Code", "reason"),
            }),
            Stored(Create("CREATE_PO") with { SystemCode = "OFF", RequestTransform = null, ResponseTransform = null }),
            Stored(Create("NO_HOST") with { SystemCode = "NOWHERE", RequestTransform = null, ResponseTransform = null }),
            Stored(Create("REFUSED") with { SystemCode = "CLOSED", RequestTransform = null, ResponseTransform = null }),
        ],
    };

    internal static LimitGates Limits(TimeProvider? time = null) => new(new LimitFleet(
        new InProcessLimitStore(time ?? TimeProvider.System), new HubInstance("test"), Options.Create(new LimitOptions()), time ?? TimeProvider.System,
        NullLogger<LimitFleet>.Instance));

    internal static CircuitBoard Circuits(ICircuitStore? store = null, TimeProvider? time = null) => new(
        store ?? new InMemoryCircuitStore(time ?? TimeProvider.System), new HubInstance("test"), Options.Create(new LimitOptions()), time ?? TimeProvider.System,
        NullLogger<CircuitBoard>.Instance);

    private static OutboundConnections Connections() => new(new SystemHostResolver(), TimeProvider.System);

    private InvocationPipeline PipelineOver(ConfigurationSnapshots snapshots) => new(
        snapshots, _writer!, _summaryWriter!, Bodies, Originals, Connections(), Files, Limits(), _circuits = Circuits(), _authentication.Of("test", TimeProvider.System), new HubInstance("test"), TimeProvider.System,
        NullLogger<InvocationPipeline>.Instance);

    private static EndpointConfig Create(string code) => new()
    {
        SystemCode = "SAP",
        Code = code,
        Method = "POST",
        Path = "/sap/opu/odata/purchase-orders",
        RequestTransform = "REQUEST",
        ResponseTransform = "RESPONSE",
        SuccessRule = """$not("E" in d.Return.Type)""",
        ErrorMessage = "d.Return[Type = \"E\"][0].Message",
    };

    private static ImmutableSortedDictionary<string, string> Map(string name, string expression) =>
        ImmutableSortedDictionary<string, string>.Empty.Add(name, expression);

    internal static Versioned<T> Stored<T>(T row) where T : IConfigurationRow => new(row, 1, DateTimeOffset.UnixEpoch, "test");

    internal sealed class FixedConfiguration(HubConfiguration configuration) : IConfigurationStore
    {
        public Task<HubConfiguration> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(configuration);

        public Task<long> GetRevisionAsync(CancellationToken cancellationToken) => Task.FromResult(configuration.Revision);

        public Task<ConfigurationSaveResult> SaveAsync(
            IReadOnlyList<ConfigurationChange> changes, string changedBy, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Page<ConfigurationChangeRecord>> GetHistoryAsync(
            ConfigurationKey? key, int limit, string? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    internal sealed class SummaryCollector : ISummaryStore
    {
        private readonly ConcurrentQueue<RequestSummary> _written = new();

        public IReadOnlyCollection<RequestSummary> Written => _written;

        public Task<int> WriteAsync(IReadOnlyList<RequestSummary> summaries, CancellationToken cancellationToken)
        {
            foreach (var summary in summaries)
                _written.Enqueue(summary);
            return Task.FromResult(summaries.Count);
        }

        public Task<RequestSummary?> FindAsync(Guid requestId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<MinuteMetrics>> GetMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<int> RecountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<SummaryUpkeep> MaintainAsync(SummaryKeeping keeping, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
