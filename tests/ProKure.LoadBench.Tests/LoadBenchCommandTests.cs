using ProKure.Samples.Sap;

namespace ProKure.LoadBench.Tests;

/// <summary>The whole tool: it starts the real simulator and the real YARP hop as processes of their own.</summary>
public sealed class LoadBenchCommandTests
{
    [Fact]
    public async Task Compare_MeasuresEveryTargetAndWritesTheReport()
    {
        await using var hub = await SimulatedSap.StartAsync(new SimulatedSapOptions(), TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("loadbench-");
        try
        {
            var file = Path.Combine(folder.FullName, "results", "invoke.md");

            var (code, output, errors) = await RunAsync(
                "--connections", "4", "--rounds", "2", "--seconds", "1", "--warmup-seconds", "0",
                "--hub-url", new Uri(hub.BaseUrl, "/echo").ToString(), "--hub-key", "key-1", "--output", file);

            Assert.Equal((0, true), (code, errors.Contains("round 2 of 2: hub, invoke", StringComparison.Ordinal)));
            Assert.Equal(output, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            Assert.DoesNotContain("not measured", output, StringComparison.Ordinal);
            var invocation = hub.Requests.Recent(1)[0];
            Assert.Equal("Bearer key-1", invocation.Headers["Authorization"]);
            Assert.StartsWith("""{"payload":{"po_number":"PO-4711",""", invocation.Body, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("direct")]
    [InlineData("yarp")]
    public async Task Count_SendsExactlyThatManyToTheTarget(string target)
    {
        var (code, output, _) = await RunAsync("--connections", "8", "--count", "500", "--target", target);

        Assert.Equal(0, code);
        Assert.Contains("\n| 200 | 500 |\n| no answer | 0 |\n| not sent | 0 |\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Count_OfAHub_SendsTheFileAsPayload()
    {
        await using var hub = await SimulatedSap.StartAsync(new SimulatedSapOptions(), TestContext.Current.CancellationToken);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """{"po_number":"PO-1"}""", TestContext.Current.CancellationToken);

            var (code, output, _) = await RunAsync(
                "--connections", "2", "--count", "10", "--hub-url", new Uri(hub.BaseUrl, "/nowhere").ToString(), "--hub-body", file);

            Assert.Equal(1, code);
            Assert.Contains("\n| 404 | 10 |\n", output, StringComparison.Ordinal);
            Assert.Equal(10, hub.Requests.Counts.Total);
            Assert.All(hub.Requests.Recent(), request => Assert.Equal("""{"payload":{"po_number":"PO-1"}}""", request.Body));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Compare_TargetThatRefuses_IsNotMeasured()
    {
        var (code, output, errors) = await RunAsync("--path", "/nowhere");

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("The target 'direct' at 127.0.0.1:", errors, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 404 Not Found", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Count_OtherHostThanLoopback_IsRefused()
    {
        var (code, _, errors) = await RunAsync("--count", "1", "--hub-url", "http://192.0.2.1/");

        Assert.Equal(2, code);
        Assert.Contains("Load is sent to this machine only", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Count_UnknownTarget_NamesThoseThereAre()
    {
        var (code, _, errors) = await RunAsync("--count", "1", "--target", "sap");

        Assert.Equal(2, code);
        Assert.Contains("Expected the target to be one of direct, yarp, got 'sap'", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulator_OnATakenPort_SaysWhy()
    {
        await using var other = await SimulatedSap.StartAsync(new SimulatedSapOptions(), TestContext.Current.CancellationToken);

        var (code, _, errors) = await RunAsync("--count", "1", "--simulator-port", $"{other.BaseUrl.Port}");

        Assert.Equal(2, code);
        Assert.Contains($"Port {other.BaseUrl.Port} on 127.0.0.1 is taken", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await new LoadBenchCommand(output, errors).RunAsync(args, _ => null, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }
}
