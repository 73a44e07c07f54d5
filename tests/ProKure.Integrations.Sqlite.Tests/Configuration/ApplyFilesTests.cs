using ProKure.Integrations.Configuration.Files;
using ProKure.Integrations.Sqlite.Configuration;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Sqlite.Tests.Configuration;

/// <summary>The sample folder in a real store: what is read back is what the files say.</summary>
public sealed class ApplyFilesTests : IDisposable
{
    private readonly TemporaryStores _stores = new();
    private readonly SqliteConfigurationStore _store;

    public ApplyFilesTests() => _store = new SqliteConfigurationStore(_stores.Databases, TimeProvider.System);

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Apply_SampleFolderTwice_ChangesNothingTheSecondTime()
    {
        var first = await ApplyAsync(SampleFolder());
        var second = await ApplyAsync(SampleFolder());

        Assert.True(first.IsApplied);
        Assert.Equal(first.Plan.Rows.Length, first.Plan.Count(PlannedAction.Create));
        Assert.Equal(first.Plan.Rows.Length, second.Plan.Count(PlannedAction.Unchanged));
        Assert.Equal(first.Revision, second.Revision);
    }

    [Fact]
    public async Task Apply_ExportOfWhatWasApplied_ChangesNothing()
    {
        var applied = await ApplyAsync(SampleFolder());

        var exported = ConfigurationExport.All(await _store.LoadAsync(TestContext.Current.CancellationToken));
        var again = await ApplyAsync(ConfigurationFolder.Read(exported));

        Assert.Equal(["_shared.yaml", "sap.yaml"], exported.Select(file => file.Name).ToArray());
        Assert.Equal(applied.Plan.Rows.Length, again.Plan.Count(PlannedAction.Unchanged));
        Assert.Empty(again.Plan.NotInFiles);
    }

    private Task<ConfigurationApplyResult> ApplyAsync(ConfigurationFileResult files) =>
        ConfigurationApply.ApplyAsync(_store, files, TestKeys.Vault(), "files", TestContext.Current.CancellationToken);

    private static ConfigurationFileResult SampleFolder()
    {
        var root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "ProKure.slnx")))
            root = Path.GetDirectoryName(root);
        return ConfigurationFolder.Read(Path.Combine(root ?? ".", "samples", "procurement"), _ => null);
    }
}
