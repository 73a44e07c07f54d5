using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Capture;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Secrets of all kinds go through all pipelines, out and back, with stores there and away. Afterwards none is anywhere, in no form.</summary>
[Collection(nameof(ConsoleTap))]
public sealed class CanaryMatrixTests
{
    [Fact]
    public async Task EveryPipeline_OnTheEmbeddedStores_LeavesNoSecretAnywhere()
    {
        await using var stores = new EmbeddedStores();

        await SearchAsync(stores);
    }

    [Fact]
    public async Task EveryPipeline_OnMongoDbAndPostgres_LeavesNoSecretAnywhere()
    {
        await using var stores = await HybridStores.OpenAsync();

        await SearchAsync(stores);
    }

    private static async Task SearchAsync(CanaryStores stores)
    {
        var (book, evidence) = (new CanaryBook(), new Evidence());
        await using var leaky = await LeakyServer.StartAsync();
        await using var hub = await CanaryHub.StartAsync(stores);
        var documents = await SendAsync(hub, leaky, book, evidence);
        await hub.CollectAsync(evidence);

        var matrix = new CanaryMatrix(book, evidence);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{book.Calls} calls, {matrix.Secrets.Count} secrets in {matrix.Forms} forms, {documents} archived documents, {evidence.Bytes >> 20} MiB searched, {matrix.Leaks.Count} leaks\n{matrix}");
        Assert.Empty(matrix.Leaks);
        AssertSearchedWhereSomethingIs(matrix);
        await AssertFindsWhatIsPlantedAsync(hub);
    }

    // What is no secret was found: the search looked where secrets would have been.
    private static void AssertSearchedWhereSomethingIs(CanaryMatrix matrix)
    {
        string[] unlogged = ["LEVEL_NONE", "WRONG_INPUT"];
        foreach (var pipeline in matrix.Pipelines.Except(unlogged, StringComparer.Ordinal))
            Assert.True(matrix.HasMark(pipeline, Places.Log) && matrix.HasMark(pipeline, Places.Api) && matrix.HasMark(pipeline, Places.Archive), $"{pipeline} is nowhere:\n{matrix}");
        foreach (var (pipeline, place) in new[]
                 {
                     ("SYNCHRONOUS", Places.Problems), ("QUEUED", Places.Database), ("LONG_BODIES", Places.Bodies), ("NO_OBJECT_STORE", Places.Bodies), ("NO_LOG_STORE", Places.Spool), ("NO_LOG_STORE", Places.Problems),
                 })
            Assert.True(matrix.HasMark(pipeline, place), $"{pipeline} is not in {place}:\n{matrix}");
        Assert.InRange(matrix.Secrets.Count, 3_000, 10_000);

        // Nothing of a body goes there at all.
        foreach (var place in new[] { Places.Lines, Places.Console, Places.Traces, Places.Metrics })
            Assert.DoesNotContain(matrix.Pipelines, pipeline => matrix.HasMark(pipeline, place));
    }

    private static async Task AssertFindsWhatIsPlantedAsync(CanaryHub hub)
    {
        var (planted, evidence) = (new CanaryText("planted", $"Planted{Guid.CreateVersion7():N}"), new Evidence());
        await hub.PlantAsync(planted.Text);
        await hub.CollectAsync(evidence);

        var found = evidence.Search(new SecretSearch([planted])).Select(trace => trace.Place).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

        Assert.Equal([Places.Console, Places.Database, Places.Files, Places.Lines, Places.Log, Places.Metrics, Places.Traces], found, StringComparer.Ordinal);
    }

    private static async Task<int> SendAsync(CanaryHub hub, LeakyServer leaky, CanaryBook book, Evidence evidence)
    {
        book.Note("KEYS_OF_THE_HUB", hub.Server.AdminKey);
        var system = new CanarySystem(hub, leaky, book, evidence);
        await system.ConfigureAsync();
        await Task.WhenAll([.. new CallPipelines(system).Run(), .. new QueuePipelines(system).Run(), .. new PartnerPipelines(system).Run()]);
        await new OutagePipelines(system).RunAsync();

        var walk = new ApiWalk(system.Admin, evidence);
        await walk.ReadAllAsync();
        hub.Time.GoForward(TimeSpan.FromDays(2));
        (await system.Admin.PostAsync("/api/v1/archive/runs", new JsonObject())).AssertStatus(200);
        return await walk.ReadArchiveAsync();
    }
}
