using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Execution.Connections;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Spool;
using ProKure.Integrations.Tests.Authentication;
using ProKure.Integrations.Tests.Objects;
using ProKure.Integrations.Tests.Spool;

namespace ProKure.Integrations.Tests.Execution.Connections;

/// <summary>The real pipeline with one system and one endpoint, <c>ERP/CALL</c>, that is not idempotent and has a retry policy.</summary>
internal sealed class WireHub : IAsyncDisposable
{
    private readonly TemporarySpool _folder = new();
    private readonly LogWriter _writer;
    private readonly SummaryWriter _summaries;
    private readonly ConfigurationSnapshots _snapshots;
    private readonly InvocationPipeline _pipeline;

    private readonly StoredBodies _stored;
    private readonly string _baseUrl;

    private WireHub(
        SystemConfig system, EndpointConfig endpoint, CredentialConfig? credential, IHostResolver resolver, TestAuthentication authentication, TimeProvider time,
        RateLimitPolicyConfig? limit, Action<ObjectOptions>? objects, Action<SpoolOptions>? spoolOptions)
    {
        _baseUrl = system.BaseUrl.AbsoluteUri.TrimEnd('/');
        var spool = _folder.Open(spoolOptions);
        _writer = new LogWriter(Log, spool, Options.Create(new LogWriterOptions()), TimeProvider.System, NullLogger<LogWriter>.Instance);
        _summaries = new SummaryWriter(new PipelineFixture.SummaryCollector(), spool, Options.Create(new SummaryWriterOptions()), TimeProvider.System, NullLogger<SummaryWriter>.Instance);
        var configuration = new HubConfiguration
        {
            Revision = 1,
            Systems = [Stored(system)],
            RetryPolicies = [Stored(new RetryPolicyConfig { Code = "P" })],
            RateLimitPolicies = limit is null ? [] : [Stored(limit)],
            Endpoints = [Stored(endpoint)],
            Credentials = credential is null ? [] : [Stored(authentication.Vault.Seal(credential, null))],
        };
        _snapshots = new ConfigurationSnapshots(new PipelineFixture.FixedConfiguration(configuration), new ConfigurationSignal(), TimeProvider.System, NullLogger<ConfigurationSnapshots>.Instance);
        var (store, keys, options) = (new FolderObjectStore(Path.Combine(_folder.Path, "objects"), TimeProvider.System), TestMasterKeys.Of("k1"), new ObjectOptions());
        objects?.Invoke(options);
        Bodies = new BodyRecording(spool, store, keys, Options.Create(options));
        _stored = new StoredBodies(spool, store, keys);
        _pipeline = new InvocationPipeline(
            _snapshots, _writer, _summaries, Bodies, PipelineFixture.Originals, new OutboundConnections(resolver, time), PipelineFixture.Files, PipelineFixture.Limits(), PipelineFixture.Circuits(), authentication.Of(Guid.CreateVersion7().ToString(), time),
            new HubInstance("test"), time,
            NullLogger<InvocationPipeline>.Instance);
    }

    public InMemoryLogStore Log { get; } = new();

    public BodyRecording Bodies { get; }

    /// <summary>The files of whole bodies.</summary>
    public string[] Outbox => _folder.Files(".body");

    public static async Task<WireHub> StartAsync(
        string baseUrl,
        Func<SystemConfig, SystemConfig>? system = null,
        Func<EndpointConfig, EndpointConfig>? endpoint = null,
        IHostResolver? resolver = null,
        TimeProvider? time = null,
        CredentialConfig? credential = null,
        TestAuthentication? authentication = null,
        RateLimitPolicyConfig? limit = null,
        Action<ObjectOptions>? objects = null,
        Action<SpoolOptions>? spool = null)
    {
        var standardSystem = new SystemConfig { Code = "ERP", Name = "ERP", BaseUrl = new Uri(baseUrl), Outbound = PipelineFixture.Loopback, Credential = credential?.Code, RateLimitPolicy = limit?.Code };
        var standardEndpoint = new EndpointConfig { SystemCode = "ERP", Code = "CALL", Method = "POST", Path = "/orders", RetryPolicy = "P" };
        var hub = new WireHub(
            system?.Invoke(standardSystem) ?? standardSystem, endpoint?.Invoke(standardEndpoint) ?? standardEndpoint, credential, resolver ?? new FakeResolver(),
            authentication ?? new TestAuthentication(), time ?? TimeProvider.System, limit, objects, spool);
        await hub._snapshots.ReloadAsync(TestContext.Current.CancellationToken);
        return hub;
    }

    public Task<InvocationResult> CallAsync(string payload = """{"po_number":"PO-1"}""", CancellationToken? callerGone = null, bool isDelivery = true) => _pipeline.RunAsync(
        new Invocation
        {
            SystemCode = "ERP",
            EndpointCode = "CALL",
            Payload = Encoding.UTF8.GetBytes(payload),
            CorrelationId = CorrelationId.New(TimeProvider.System),
            Actor = new LogActor("anna", TriggeredBy.User),
            Chain = isDelivery ? new AttemptChain(Guid.CreateVersion7(), 0, null, null, TimeProvider.System.GetUtcNow()) : null,
        },
        callerGone ?? TestContext.Current.CancellationToken);

    /// <summary>A payload that does not fit into what the network holds under way.</summary>
    public static string Large { get; } = $"\"{new string('x', 12 * 1024 * 1024)}\"";

    /// <summary>A URL of the system.</summary>
    public string Place(string path) => _baseUrl + path;

    public LogEntry Entry(InvocationResult result) => Document(result).Entry;

    public LogDocument Document(InvocationResult result) => Log.Documents.Single(document => document.Entry.RequestId == result.RequestId);

    /// <summary>A body that is kept whole.</summary>
    public async Task<byte[]> ReadAsync(BodyReference reference)
    {
        await using var body = await _stored.OpenAsync(reference, TestContext.Current.CancellationToken);
        var bytes = new MemoryStream();
        await body!.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _summaries.DisposeAsync();
        _snapshots.Dispose();
        _folder.Dispose();
    }

    private static Versioned<T> Stored<T>(T row) where T : IConfigurationRow => new(row, 1, DateTimeOffset.UnixEpoch, "test");
}

/// <summary>Answers names as a test says; without an answer, there is no such name.</summary>
internal sealed class FakeResolver : IHostResolver
{
    private readonly Dictionary<string, Func<CancellationToken, Task<IReadOnlyList<IPAddress>>>> _answers = new(StringComparer.Ordinal);

    public List<string> Asked { get; } = [];

    public FakeResolver With(string host, params string[] addresses) =>
        With(host, _ => Task.FromResult<IReadOnlyList<IPAddress>>([.. addresses.Select(IPAddress.Parse)]));

    public FakeResolver With(string host, Func<CancellationToken, Task<IReadOnlyList<IPAddress>>> answer)
    {
        _answers[host] = answer;
        return this;
    }

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        lock (Asked)
            Asked.Add(host);
        return _answers.TryGetValue(host, out var answer)
            ? answer(cancellationToken)
            : throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound);
    }
}
