using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Samples.Sap;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>Calls while the log store is away, with a spool in real files.</summary>
public sealed class InvocationWithoutLogTests : IAsyncLifetime
{
    private readonly PipelineFixture _fixture = new();

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task RunAsync_LogStoreAway_EndpointFailsClosed_SendsNothing()
    {
        var arrived = 0;
        _fixture.OnArrival = _ => Task.FromResult(Interlocked.Increment(ref arrived));
        _fixture.Log.IsFull = true;

        var result = await RunAsync("FAIL_CLOSED", PipelineFixture.Order("MAT-1001"));

        Assert.Equal((ErrorType.LogUnavailable, ErrorPhase.Log, 0), (result.Failure!.Type, result.Failure.Phase, arrived));
        Assert.Contains("The disk is full.", result.Failure.Message, StringComparison.Ordinal);

        // The record of the refusal waits in the spool and arrives.
        Assert.True(result.IsLogged);
        _fixture.Log.IsFull = false;
        await UntilRecordedAsync(result);
        Assert.Equal((LogStatus.Failed, ErrorType.LogUnavailable), (Recorded(result).Entry.Status, Recorded(result).Entry.Error!.Type));
    }

    [Fact]
    public async Task RunAsync_LogStoreAway_GoesOn_AndTheRecordArrivesLater()
    {
        var expected = Recorded(await RunAsync("CREATE_PO", PipelineFixture.Order("MAT-1001")));
        _fixture.Log.IsFull = true;

        var result = await RunAsync("CREATE_PO", PipelineFixture.Order("MAT-1001"));

        Assert.Equal((LogStatus.Success, true), (result.Status, result.IsLogged));
        Assert.DoesNotContain(_fixture.Log.Documents, d => d.Entry.RequestId == result.RequestId);
        _fixture.Log.IsFull = false;
        await UntilRecordedAsync(result);
        var recorded = Recorded(result);
        Assert.Equal(LogStatus.Success, recorded.Entry.Status);
        Assert.Equal(expected.Request!.Body.ToArray(), recorded.Request!.Body.ToArray());
        Assert.Equal(expected.Request.Headers.Count, recorded.Request.Headers.Count);
        Assert.Equal(expected.Response!.Format, recorded.Response!.Format);
    }

    [Fact]
    public async Task RunAsync_SecretsWhileTheLogStoreIsAway_AreNotInTheSpool()
    {
        _fixture.Log.IsFull = true;

        var result = await RunAsync("CREATE_PO", PipelineFixture.Order("MAT-SECRET"));

        var files = _fixture.SpoolFolder.Files(".entries").Concat(_fixture.SpoolFolder.Files(".bodies")).Select(ReadShared).ToList();
        Assert.Equal(2, files.Count);
        Assert.Contains(files, text => text.Contains("[REDACTED]", StringComparison.Ordinal));
        foreach (var secret in new[] { SimulatedSecrets.Password, SimulatedSecrets.ClientSecret, SimulatedSecrets.Session, SimulatedSecrets.ApiKey })
            Assert.All(files, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        _fixture.Log.IsFull = false;
        await UntilRecordedAsync(result);

        static string ReadShared(string path)
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd();
        }
    }

    [Fact]
    public async Task RunAsync_LogFailsAfterTheSend_AnswersAllTheSameAndCatchesUp()
    {
        _fixture.OnArrival = _ =>
        {
            _fixture.Log.IsFull = true;
            return Task.CompletedTask;
        };

        var result = await RunAsync("CREATE_PO", PipelineFixture.Order("MAT-1001"));

        Assert.Equal((LogStatus.Success, true), (result.Status, result.IsLogged));
        Assert.Equal(LogStatus.Pending, Recorded(result).Entry.Status);
        _fixture.Log.IsFull = false;
        while (Recorded(result).Entry.Status == LogStatus.Pending)
            await Task.Delay(10, Token);
        Assert.Equal(LogStatus.Success, Recorded(result).Entry.Status);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<InvocationResult> RunAsync(string endpoint, string payload) => _fixture.Pipeline.RunAsync(PipelineFixture.Invocation(endpoint, payload), Token);

    // Its insert and its completion may be drained one after the other.
    private async Task UntilRecordedAsync(InvocationResult result)
    {
        while (!_fixture.Log.Documents.Any(d => d.Entry.RequestId == result.RequestId && d.Entry.Status != LogStatus.Pending))
            await Task.Delay(5, Token);
    }

    private LogDocument Recorded(InvocationResult result) => _fixture.Log.Documents.Single(d => d.Entry.RequestId == result.RequestId);
}
