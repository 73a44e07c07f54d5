using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Files;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Configuration.Files;

public sealed class ConfigurationApplyTests
{
    private const string Two = Reading.System + """
        transforms:
          T: { jsonata: a }
        endpoints:
          E: { method: POST, path: /, request_transform: T }

        """;

    private static readonly ConfigurationKey TransformKey = new(ConfigurationKind.Transform, "SAP", "T");

    private readonly InMemoryConfigurationStore _store = new();

    [Fact]
    public async Task Apply_EmptyStore_CreatesEverything()
    {
        var result = await ApplyAsync(Two);

        Assert.True(result.IsApplied);
        Assert.Equal((3, 0, 0), Counts(result.Plan));
        Assert.Equal(
            ["SYSTEM SAP", "TRANSFORM SAP/T", "ENDPOINT SAP/E"], result.Plan.Rows.Select(row => row.Key.ToString()).ToArray());
        Assert.Equal(["files"], _store.SavedBy);
        Assert.Equal(("a", 1, 1), Stored());
    }

    [Fact]
    public async Task Apply_SameFilesAgain_SavesNothing()
    {
        await ApplyAsync(Two);
        var result = await ApplyAsync(Two);

        Assert.True(result.IsApplied);
        Assert.Equal((0, 0, 3), Counts(result.Plan));
        Assert.Single(_store.SavedBy);
    }

    [Fact]
    public async Task Apply_ChangedRow_UpdatesItAlone()
    {
        await ApplyAsync(Two);
        var result = await ApplyAsync(Two.Replace("path: /", "path: /po", StringComparison.Ordinal));

        Assert.Equal((0, 1, 2), Counts(result.Plan));
        Assert.Equal(2, _store.VersionOf(new ConfigurationKey(ConfigurationKind.Endpoint, "SAP", "E")));
        Assert.Equal(1, _store.VersionOf(TransformKey));
    }

    [Fact]
    public async Task Apply_ChangedTransform_IsTheNextPublicationAndClearsTheDraft()
    {
        await ApplyAsync(Two);
        _store.Put(new TransformConfig { SystemCode = "SAP", Code = "T", Published = "a", PublishedVersion = 1, Draft = "draft" });

        await ApplyAsync(Two.Replace("jsonata: a", "jsonata: b", StringComparison.Ordinal));

        Assert.Equal(("b", 2, 3), Stored());
        Assert.Null(_store.Find<TransformConfig>(TransformKey).Draft);
    }

    [Fact]
    public async Task Apply_SameTransformWithDraft_LeavesTheDraft()
    {
        _store.Put(SampleRows.System with { Organization = null });
        _store.Put(new TransformConfig { SystemCode = "SAP", Code = "T", Published = "a", PublishedVersion = 4, Draft = "draft" });

        var result = await ApplyAsync(Two);

        Assert.Equal(PlannedAction.Unchanged, Assert.Single(result.Plan.Rows, row => row.Key == TransformKey).Action);
        Assert.Equal(("a", 4, 1), Stored());
        Assert.Equal("draft", _store.Find<TransformConfig>(TransformKey).Draft);
    }

    [Fact]
    public async Task Apply_EndpointThatIsTraced_LeavesTheTraceAlsoWhereItChangesTheEndpoint()
    {
        await ApplyAsync(Two);
        var key = new ConfigurationKey(ConfigurationKind.Endpoint, "SAP", "E");
        var trace = new TraceConfig(DateTimeOffset.MaxValue, "anna", "Why?");
        _store.Put(_store.Find<EndpointConfig>(key) with { Trace = trace });

        var same = await ApplyAsync(Two);
        var other = await ApplyAsync(Two.Replace("path: /", "path: /po", StringComparison.Ordinal));

        Assert.Equal((0, 0, 3), Counts(same.Plan));
        Assert.Equal((0, 1, 2), Counts(other.Plan));
        Assert.Equal(("/po", trace), (_store.Find<EndpointConfig>(key).Path, _store.Find<EndpointConfig>(key).Trace));
    }

    [Fact]
    public async Task Apply_TransformThatWasADraft_PublishesIt()
    {
        _store.Put(SampleRows.System with { Organization = null });
        _store.Put(new TransformConfig { SystemCode = "SAP", Code = "T", Draft = "draft" });

        await ApplyAsync(Two);

        Assert.Equal(("a", 1, 2), Stored());
    }

    [Fact]
    public async Task Apply_RowsThatFilesDoNotName_StayAndAreListed()
    {
        await ApplyAsync(Two);
        _store.Put(SampleRows.System with { Code = "ORACLE", Organization = null });
        _store.Put(SampleRows.Set with { SystemCode = "ORACLE" });

        var result = await ApplyAsync(Reading.System);

        Assert.Equal(["TRANSFORM SAP/T", "ENDPOINT SAP/E"], result.Plan.NotInFiles.Select(key => key.ToString()).ToArray());
        Assert.Equal(("a", 1, 1), Stored());
    }

    [Fact]
    public async Task Apply_FilesWithFaults_SavesNothing()
    {
        var result = await ApplyAsync(Two.Replace("method: POST", "method: post", StringComparison.Ordinal));

        Assert.False(result.IsApplied);
        Assert.Equal(
            "sap.yaml:8:16: endpoints.E.method: Expected an HTTP method in capitals, such as POST, found 'post'.",
            Assert.Single(result.Plan.Faults).ToString());
        Assert.Empty(result.Plan.Rows);
        Assert.Empty(_store.SavedBy);
    }

    [Fact]
    public async Task Apply_ReferenceToStoredRow_IsFine()
    {
        _store.Put(SampleRows.Policy);

        var result = await ApplyAsync(Reading.System + "endpoints:\n  E: { method: GET, path: /, retry_policy: PATIENT }\n");

        Assert.True(result.IsApplied);
    }

    [Fact]
    public async Task Apply_SomebodyAppliesTheSameMeanwhile_EndsWithNothingToDo()
    {
        var files = Reading.Files(("sap.yaml", Two));
        var isFirst = true;
        _store.BeforeSave = () =>
        {
            if (!isFirst)
                return;
            isFirst = false;
            foreach (var row in files.Rows)
                _store.Put(row);
        };

        var result = await ApplyAsync(Two);

        Assert.True(result.IsApplied);
        Assert.Equal((0, 0, 3), Counts(result.Plan));
        Assert.Equal(("a", 1, 1), Stored());
    }

    [Fact]
    public async Task Apply_SomebodyKeepsChangingARow_ReportsTheConflict()
    {
        var changes = 0;
        _store.BeforeSave = () => _store.Put(new TransformConfig { SystemCode = "SAP", Code = "T", Published = $"{++changes}", PublishedVersion = 1 });

        var result = await ApplyAsync(Two);

        Assert.False(result.IsApplied);
        Assert.Equal(3, changes);
        Assert.Equal(new ConfigurationConflict(TransformKey, 2, 3), Assert.Single(result.Conflicts));
        Assert.Empty(_store.SavedBy);
    }

    private static (int Created, int Updated, int Unchanged) Counts(ConfigurationPlan plan) =>
        (plan.Count(PlannedAction.Create), plan.Count(PlannedAction.Update), plan.Count(PlannedAction.Unchanged));

    private Task<ConfigurationApplyResult> ApplyAsync(string text) => ConfigurationApply.ApplyAsync(
        _store, Reading.Files(("sap.yaml", text)), TestKeys.Vault(), "files", TestContext.Current.CancellationToken);

    private (string? Published, int PublishedVersion, int Version) Stored()
    {
        var transform = _store.Find<TransformConfig>(TransformKey);
        return (transform.Published, transform.PublishedVersion, _store.VersionOf(TransformKey));
    }
}
