using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Authentication;
using static ProKure.Integrations.Tests.Execution.PipelineFixture;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>Limits on the way of real calls.</summary>
public sealed class LimitStageTests(PipelineFixture fixture) : IClassFixture<PipelineFixture>
{
    private static readonly TimeSpan Ever = TimeSpan.FromDays(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_OverTheLimit_IsRefusedBeforeAnythingIsSent_AndSaysWhen()
    {
        await UseAsync(new RateLimitPolicyConfig { Code = "L", Requests = 1, Period = Ever, MaxWait = TimeSpan.Zero });
        Assert.Null((await RunAsync("CREATE_PO")).Failure);
        var sent = fixture.Sap.Requests.Counts.Total;

        var refused = await RunAsync("CREATE_PO");

        Assert.Equal(
            (ErrorType.RateLimit, ErrorPhase.Resolve, ErrorSide.Ours, "RATE_LIMIT"),
            (refused.Failure!.Type, refused.Failure.Phase, refused.Failure.Side, refused.Failure.Code));
        Assert.Equal("SAP/CREATE_PO had the 1 requests in 24h that policy L allows.", refused.Failure.Message);
        Assert.InRange(refused.Failure.RetryAfter!.Value, TimeSpan.FromHours(23), Ever);
        Assert.Equal(sent, fixture.Sap.Requests.Counts.Total);
        var entry = fixture.Log.Documents.Single(document => document.Entry.RequestId == refused.RequestId).Entry;
        Assert.Equal((LogStatus.Failed, ErrorType.RateLimit, false), (entry.Status, entry.Error!.Type, refused.IsWait));
        Assert.NotNull(entry.Timings!.RateLimitMs);
    }

    [Fact]
    public async Task RunAsync_WithAPermitToCome_WaitsForIt_AndTheWaitIsNotTheSystemsTime()
    {
        // The endpoint's time limit is shorter than the wait for its turn.
        await UseAsync(new RateLimitPolicyConfig { Code = "L", Requests = 1, Burst = 1, MaxWait = TimeSpan.FromSeconds(30) });

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync("BRIEF")));

        Assert.All(results, result => Assert.Null(result.Failure));
        var waits = results.Select(result => fixture.Log.Documents.Single(document => document.Entry.RequestId == result.RequestId).Entry.Timings!.RateLimitMs!.Value).Order().ToList();
        Assert.True(waits[2] > 1_500, $"waited {waits[2]} ms");
    }

    [Theory]
    [InlineData("MAT-1001")]
    [InlineData("MAT-FAIL")]
    [InlineData("MAT-BLOCKED")]
    [InlineData("MAT-RESET")]
    public async Task RunAsync_HoweverItEnds_GivesItsPlaceBack(string material)
    {
        await UseAsync(new RateLimitPolicyConfig { Code = "L", MaxConcurrency = 1, MaxWait = TimeSpan.Zero }, ofSystem: true);

        for (var i = 0; i < 3; i++)
            Assert.NotEqual(ErrorType.RateLimit, (await RunAsync("CREATE_PO", material)).Failure?.Type);
    }

    [Fact]
    public async Task RunAsync_OfSystemAndEndpoint_HoldsBoth()
    {
        await fixture.UseAsync(With(
            PipelineFixture.Configuration(fixture.Sap.BaseUrl),
            [
                new RateLimitPolicyConfig { Code = "TWO", Requests = 2, Period = Ever, MaxWait = TimeSpan.Zero },
                new RateLimitPolicyConfig { Code = "THREE", Requests = 3, Period = Ever, MaxWait = TimeSpan.Zero },
            ],
            system => system with { RateLimitPolicy = "THREE" },
            endpoint => endpoint with { RateLimitPolicy = endpoint.Code == "CREATE_PO" ? "TWO" : null }));

        string?[] refusals =
        [
            await RefusalAsync("CREATE_PO"), await RefusalAsync("CREATE_PO"), await RefusalAsync("CREATE_PO"), await RefusalAsync("WITH_KEY"), await RefusalAsync("WITH_KEY"),
        ];

        Assert.Equal([null, null, "policy TWO", null, "policy THREE"], refusals);
    }

    [Fact]
    public async Task RunAsync_OfADelivery_GoesBackToTheQueueWithoutAnAttemptOrARecord()
    {
        await UseAsync(new RateLimitPolicyConfig { Code = "L", Requests = 1, Period = TimeSpan.FromMinutes(1) });
        await RunAsync("RETRIED");
        var runner = new DeliveryRunner(fixture.Pipeline, fixture.Snapshots, fixture.Log, new DeliveryVault(TestKeys.Of()), TimeProvider.System, NullLogger.Instance);
        var documents = fixture.Log.Documents.Count;
        var first = Delivery("RETRIED");
        var second = Delivery("RETRIED");

        var (after, then) = (await DeliverAsync(runner, first), await DeliverAsync(runner, second));

        Assert.Equal(
            (DeliveryState.Queued, "RATE_LIMIT", 0, (Guid?)null), (after.State, after.Reason, after.AttemptsMade, after.FirstRequestId));
        Assert.InRange(after.NotBefore - first.NotBefore, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(100));
        Assert.True(then.NotBefore > after.NotBefore);
        Assert.NotNull(after.FirstAttemptAt);
        Assert.Equal(documents, fixture.Log.Documents.Count);
    }

    [Fact]
    public async Task RunAsync_OfADeliveryWithoutARetryPolicy_WaitsAllTheSame()
    {
        await UseAsync(new RateLimitPolicyConfig { Code = "L", Requests = 1, Period = TimeSpan.FromMinutes(1) });
        await RunAsync("CREATE_PO");

        var after = await DeliverAsync(new DeliveryRunner(fixture.Pipeline, fixture.Snapshots, fixture.Log, new DeliveryVault(TestKeys.Of()), TimeProvider.System, NullLogger.Instance), Delivery("CREATE_PO"));

        Assert.Equal((DeliveryState.Queued, "RATE_LIMIT", 0), (after.State, after.Reason, after.AttemptsMade));
    }

    [Fact]
    public async Task RunAsync_WhileOneSystemHangs_LeavesTheOthersTheirThroughput()
    {
        // All places of the hanging system are taken; whoever else wants it waits for a place, and holds no connection.
        using var hang = new SemaphoreSlim(0);
        var arrived = 0;
        fixture.OnArrival = async request =>
        {
            if (request.Headers.TryGetValue("X-Hangs", out _))
            {
                Interlocked.Increment(ref arrived);
                await hang.WaitAsync(Cancel);
            }
        };
        var configuration = PipelineFixture.Configuration(fixture.Sap.BaseUrl);
        var sap = configuration.Systems[0].Row;
        var hanging = sap with { Code = "HANGS", RateLimitPolicy = "L", Headers = ImmutableSortedDictionary<string, string>.Empty.Add("X-Hangs", "1") };
        await fixture.UseAsync(configuration with
        {
            Systems = [.. configuration.Systems, Stored(hanging)],
            RateLimitPolicies = [Stored(new RateLimitPolicyConfig { Code = "L", MaxConcurrency = 3, MaxWait = TimeSpan.FromMinutes(1) })],
            Endpoints = [.. configuration.Endpoints, Stored(new EndpointConfig { SystemCode = "HANGS", Code = "PING", Method = "GET", Path = "/" })],
        });

        var hung = Enumerable.Range(0, 20).Select(_ => fixture.Pipeline.RunAsync(Invocation("PING", "{}", "HANGS"), Cancel)).ToList();
        var healthy = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RunAsync("CREATE_PO")));

        Assert.All(healthy, result => Assert.Null(result.Failure));
        Assert.All(hung, call => Assert.False(call.IsCompleted));
        Assert.InRange(arrived, 0, 3);
        hang.Release(20);
        Assert.All(await Task.WhenAll(hung), result => Assert.NotEqual(ErrorType.RateLimit, result.Failure?.Type));
        Assert.Equal(20, arrived);
    }

    [Fact]
    public async Task RunAsync_WhileItWaitsItsTurn_TheCallerMayGiveUp()
    {
        await UseAsync(new RateLimitPolicyConfig { Code = "L", Requests = 1, Period = TimeSpan.FromSeconds(20), MaxWait = TimeSpan.FromMinutes(1) });
        await RunAsync("CREATE_PO");
        using var gone = new CancellationTokenSource();
        var waiting = fixture.Pipeline.RunAsync(Invocation("CREATE_PO", Order("MAT-1001")), gone.Token);

        await gone.CancelAsync();

        var result = await waiting;
        Assert.Equal((ErrorType.Cancelled, ErrorPhase.Resolve), (result.Failure!.Type, result.Failure.Phase));
    }

    internal static HubConfiguration With(
        HubConfiguration configuration, IEnumerable<RateLimitPolicyConfig> policies, Func<SystemConfig, SystemConfig> system, Func<EndpointConfig, EndpointConfig> endpoint) =>
        configuration with
        {
            RateLimitPolicies = [.. policies.Select(policy => Stored(policy))],
            Systems = [.. configuration.Systems.Select(stored => Stored(system(stored.Row)))],
            Endpoints = [.. configuration.Endpoints.Select(stored => Stored(endpoint(stored.Row)))],
        };

    private Task UseAsync(RateLimitPolicyConfig policy, bool ofSystem = false) => fixture.UseAsync(With(
        PipelineFixture.Configuration(fixture.Sap.BaseUrl), [policy],
        system => ofSystem ? system with { RateLimitPolicy = policy.Code } : system,
        endpoint => ofSystem ? endpoint : endpoint with { RateLimitPolicy = policy.Code }));

    private Task<InvocationResult> RunAsync(string endpoint, string material = "MAT-1001") =>
        fixture.Pipeline.RunAsync(Invocation(endpoint, Order(material, $"PO-{Guid.CreateVersion7()}")), Cancel);

    private async Task<string?> RefusalAsync(string endpoint) =>
        (await RunAsync(endpoint)).Failure?.Message is { } message ? message[message.IndexOf("policy", StringComparison.Ordinal)..^" allows.".Length] : null;

    private static Task<Delivery> DeliverAsync(DeliveryRunner runner, Delivery delivery) =>
        runner.RunAsync(new DeliveryLease(delivery, "test", 1, DateTimeOffset.MaxValue, false), Cancel);

    private static Delivery Delivery(string endpoint)
    {
        var now = TimeProvider.System.GetUtcMilliseconds();
        return new Delivery
        {
            Id = Guid.CreateVersion7(now),
            SystemCode = "SAP",
            EndpointCode = endpoint,
            CorrelationId = CorrelationId.New(TimeProvider.System).ToString(),
            Payload = System.Text.Encoding.UTF8.GetBytes(Order("MAT-1001", $"PO-{Guid.CreateVersion7(now)}")),
            Actor = new LogActor("anna", TriggeredBy.User),
            IdempotencyKey = $"key-{Guid.CreateVersion7(now)}",
            CreatedAt = now,
            NotBefore = now,
        };
    }
}
