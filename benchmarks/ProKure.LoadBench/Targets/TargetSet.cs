namespace ProKure.LoadBench.Targets;

/// <summary>The targets of a run, in the order in which they are measured, and the servers started for them.</summary>
internal sealed class TargetSet : IAsyncDisposable
{
    private readonly List<ServerProcess> _servers = [];
    private readonly List<Target> _targets = [];

    public IReadOnlyList<Target> Targets => _targets;

    /// <summary>Starts the servers and describes the targets: add one here, with what it sends and the servers that work on it.</summary>
    public static async Task<TargetSet> StartAsync(LoadBenchOptions options, CancellationToken cancellationToken)
    {
        var hubs = await DescribeHubsAsync(options, cancellationToken);
        var set = new TargetSet();
        try
        {
            var simulator = await set.StartServerAsync(
                "ProKure.SimulatedSap", ["--port", $"{options.SimulatorPort}"], cancellationToken);
            set.Add(Target.Direct, "simulator, directly", new Uri(simulator.Url, options.Path), simulator);

            var hop = await set.StartServerAsync("ProKure.YarpHop", ["--to", simulator.Url.ToString()], cancellationToken);
            set.Add(Target.Yarp, "bare YARP hop", new Uri(hop.Url, options.Path), simulator, hop);

            set._targets.AddRange(hubs);
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="LoadBenchException">There is no target of that name.</exception>
    public Target Get(string key)
        => _targets.FirstOrDefault(target => string.Equals(target.Key, key, StringComparison.Ordinal))
            ?? throw new LoadBenchException(
                $"Expected the target to be one of {string.Join(", ", _targets.Select(target => target.Key))}, got '{key}'");

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers))
            await server.DisposeAsync();
    }

    private async Task<ServerProcess> StartServerAsync(string project, string[] args, CancellationToken cancellationToken)
    {
        var server = await ServerProcess.StartAsync(project, args, cancellationToken);
        _servers.Add(server);
        return server;
    }

    private void Add(string key, string label, Uri url, params IReadOnlyList<ServerProcess> servers)
        => _targets.Add(new Target(key, label, LoopbackAddress.Of(url), RequestBytes.Post(url, RequestBytes.ExternalOrder), servers));

    /// <summary>The hubs, which somebody else has started: before anything else, since their URLs and their body may be wrong.</summary>
    private static async Task<IReadOnlyList<Target>> DescribeHubsAsync(LoadBenchOptions options, CancellationToken cancellationToken)
    {
        var hubs = new List<Target>();
        if (options.HubUrl is null && options.Hubs.Count == 0)
            return hubs;
        var body = await ReadHubBodyAsync(options.HubBody, cancellationToken);
        if (options.HubUrl is { } url)
            hubs.Add(Describe(Target.Hub, "hub, invoke", url, options.HubKey));
        hubs.AddRange(options.Hubs.Select(hub => Describe(hub.Name, $"hub, {hub.Name}", hub.Url, hub.Key)));
        return hubs;

        Target Describe(string key, string label, Uri url, string? apiKey) => new(key, label, LoopbackAddress.Of(url), RequestBytes.Post(url, body, apiKey), []);
    }

    private static async Task<string> ReadHubBodyAsync(string? file, CancellationToken cancellationToken)
    {
        if (file is null)
            return RequestBytes.InvokeBody(RequestBytes.InternalOrder, "the built-in order");
        if (!File.Exists(file))
            throw new LoadBenchException($"Expected --hub-body to be a file, but there is no {file}");
        return RequestBytes.InvokeBody(await File.ReadAllTextAsync(file, cancellationToken), file);
    }
}
