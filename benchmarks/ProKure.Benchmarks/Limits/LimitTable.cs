using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Execution.Stages;
using ProKure.Integrations.Limits;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Transformation;

namespace ProKure.Benchmarks.Limits;

/// <summary>What the limit stage adds to an exchange that it lets in at once: entering and leaving it, without an exchange in between.</summary>
internal static class LimitTable
{
    private const int Rounds = 7;
    private const int Calls = 200_000;

    public static async Task<string> MakeAsync()
    {
        var cases = new (string Name, RateLimitPolicyConfig? System, RateLimitPolicyConfig? Endpoint)[]
        {
            ("no limit (the circuit alone)", null, null),
            ("concurrency of the system", new() { Code = "C", MaxConcurrency = 64 }, null),
            ("requests of the system", Requests("R"), null),
            ("both, of system and endpoint", Requests("RC") with { MaxConcurrency = 64 }, Requests("RC") with { MaxConcurrency = 64 }),
        };
        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # The limit stage

            One run on one machine (.NET {Environment.Version}, {Environment.ProcessorCount} processors), medians of {Rounds} rounds of {Calls:N0} exchanges in turns. Limits in memory, high enough to let everybody in. The time
            of an exchange that is let in and leaves again, and what it allocates, the attempt's own objects apart.

            | limits | ns an exchange | times without | bytes an exchange |
            |---|---:|---:|---:|

            """));
        var stages = cases.Select(item => new Stage(item.System, item.Endpoint)).ToList();
        var times = cases.Select(_ => new List<double>()).ToList();
        var bytes = new double[cases.Length];
        for (var round = 0; round <= Rounds; round++)
        {
            for (var i = 0; i < stages.Count; i++)
            {
                var (nanoseconds, allocated) = await stages[i].RunAsync();
                if (round > 0)
                    times[i].Add(nanoseconds);
                bytes[i] = allocated;
            }
        }

        var without = Median(times[0]);
        for (var i = 0; i < cases.Length; i++)
            table.AppendLine(CultureInfo.InvariantCulture, $"| {cases[i].Name} | {Median(times[i]):N0} | {Median(times[i]) / without:0.0} | {bytes[i]:N0} |");
        stages.ForEach(stage => stage.Dispose());
        return table.ToString();
    }

    private static RateLimitPolicyConfig Requests(string code) => new() { Code = code, Requests = 1_000_000, Period = TimeSpan.FromMilliseconds(100) };

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class Stage : IDisposable
    {
        private readonly LimitStage _stage;
        private readonly Attempt _attempt;
        private readonly AttemptClock _clock = new(TimeSpan.FromHours(1), TimeProvider.System, CancellationToken.None);

        public void Dispose() => _clock.Dispose();

        public Stage(RateLimitPolicyConfig? system, RateLimitPolicyConfig? endpoint)
        {
            var options = Options.Create(new LimitOptions());
            var instance = new HubInstance("bench");
            var fleet = new LimitFleet(new InProcessLimitStore(TimeProvider.System), instance, options, TimeProvider.System, NullLogger<LimitFleet>.Instance);
            _stage = new LimitStage(
                new LimitGates(fleet), new CircuitBoard(new NoCircuits(), instance, options, TimeProvider.System, NullLogger<CircuitBoard>.Instance), TimeProvider.System);
            var invocation = new Invocation
            {
                SystemCode = "SAP",
                EndpointCode = "CREATE_PO",
                Payload = default,
                CorrelationId = CorrelationId.New(TimeProvider.System),
                Actor = new LogActor(null, TriggeredBy.Api),
            };
            _attempt = new Attempt(invocation, "bench", TimeProvider.System)
            {
                Plan = new EndpointPlan
                {
                    Endpoint = new EndpointConfig { SystemCode = "SAP", Code = "CREATE_PO", Method = "POST", Path = "/" },
                    Version = 1,
                    System = new SystemConfig { Code = "SAP", Name = "SAP", BaseUrl = new Uri("http://127.0.0.1") },
                    SystemLimit = system,
                    EndpointLimit = endpoint,
                    EndpointScope = "SAP/CREATE_PO",
                    Evaluation = MappingLanguage.EvaluationFor(new CodeMappings("SAP", []), TimeProvider.System),
                    Capture = new PayloadCapture(RedactionRules.Default),
                },
            };
        }

        public async Task<(double Nanoseconds, double Bytes)> RunAsync()
        {
            var allocated = GC.GetTotalAllocatedBytes();
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Calls; i++)
            {
                var permit = await _stage.EnterAsync(_attempt, _clock, isQueued: false);
                await _stage.LeaveAsync(permit, _attempt);
            }

            var elapsed = Stopwatch.GetElapsedTime(began);
            if (!_attempt.Proceeds)
                throw new InvalidOperationException($"An exchange was not let in: {_attempt.Failure!.Message}");
            return (elapsed.TotalNanoseconds / Calls, (double)(GC.GetTotalAllocatedBytes() - allocated) / Calls);
        }
    }

    /// <summary>A store in which no circuit ever changed.</summary>
    private sealed class NoCircuits : ICircuitStore
    {
        public bool IsShared => false;

        public Task<IReadOnlyList<CircuitRow>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CircuitRow>>([]);

        public Task<CircuitRow?> ChangeAsync(CircuitChange change, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> TryProbeAsync(CircuitKey key, long generation, string instanceId, TimeSpan lease, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task EndProbeAsync(CircuitKey key, long generation, string instanceId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<CircuitChangeRecord>> ListChangesAsync(CircuitKey key, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
