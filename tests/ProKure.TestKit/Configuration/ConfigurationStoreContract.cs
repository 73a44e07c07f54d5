using ProKure.Integrations;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;

namespace ProKure.TestKit.Configuration;

/// <summary>What every configuration store must do.</summary>
public abstract partial class ConfigurationStoreContract : StoreContract<IConfigurationStore>
{
    [Fact]
    public async Task Load_OfAnEmptyStore_IsEmpty()
    {
        var configuration = await Store.LoadAsync(Cancel);

        Assert.Equal(0, configuration.Revision);
        Assert.Empty(RowsOf(configuration));
        Assert.Equal(0, await Store.GetRevisionAsync(Cancel));
    }

    [Fact]
    public async Task Save_OfEveryKind_ComesBackAsWritten()
    {
        var before = DateTimeOffset.FromUnixTimeMilliseconds(0);

        var saved = await SaveAsync(Configurations.Sap());

        var configuration = await Store.LoadAsync(Cancel);
        Assert.Equal((1, true, 1), (saved.Revision, saved.IsSaved, configuration.Revision));
        var rows = RowsOf(configuration);
        Assert.Equal(Configurations.Sap().Count, rows.Count);
        foreach (var expected in Configurations.Sap())
        {
            var (row, version, changedAt, changedBy) = rows.Single(row => row.Row.Key == expected.Key);
            Assert.True(row.SaysTheSameAs(expected), $"{row} came back for {expected}");
            Assert.Equal((1, "tester"), (version, changedBy));
            Assert.True(changedAt > before && changedAt == changedAt.TruncateToMilliseconds(), $"{changedAt:O}");
        }
    }

    [Fact]
    public async Task Save_OfDefaults_ComesBackAsWritten()
    {
        IConfigurationRow[] bare =
        [
            new RetryPolicyConfig { Code = "P" },
            new RateLimitPolicyConfig { Code = "L", MaxConcurrency = 1 },
            new RetentionClassConfig { Code = "R" },
            new SystemConfig { Code = "S", Name = "", BaseUrl = new Uri("http://localhost") },
            new TransformConfig { SystemCode = "S", Code = "T" },
            new CodeMappingSetConfig { SystemCode = "S", Code = "M" },
            new EndpointConfig { SystemCode = "S", Code = "E", Method = "GET", Path = "/" },
            new ApiKeyConfig { Id = "K", Name = "n", SecretHash = new string('0', 64), Scopes = ["admin"] },
        ];

        await SaveAsync(bare);

        var rows = RowsOf(await Store.LoadAsync(Cancel));
        Assert.All(bare, expected => Assert.True(rows.Single(row => row.Row.Key == expected.Key).Row.SaysTheSameAs(expected), expected.ToString()));
    }

    [Fact]
    public async Task Save_InAnyOrder_FindsWhatRowsOfTheSameSaveName()
    {
        await SaveAsync(Configurations.Sap().Reverse());

        Assert.Equal(Configurations.Sap().Count, RowsOf(await Store.LoadAsync(Cancel)).Count);
    }

    [Fact]
    public async Task Load_OrdersEachListByKey()
    {
        string[] codes = ["ZULU", "ALPHA", "MIKE_2", "MIKE.1"];
        await SaveAsync([Configurations.Organization(), Configurations.RateLimitPolicy(), Configurations.RetentionClass(), .. codes.Select(Configurations.System)]);
        await SaveAsync([Set("ZULU", "A"), Set("ALPHA", "Z"), Set("ALPHA", "B")]);

        var configuration = await Store.LoadAsync(Cancel);

        Assert.Equal("ALPHA MIKE.1 MIKE_2 ZULU", string.Join(' ', configuration.Systems.Select(system => system.Row.Code)));
        Assert.Equal("ALPHA/B ALPHA/Z ZULU/A", string.Join(' ', configuration.CodeMappingSets.Select(set => $"{set.Row.SystemCode}/{set.Row.Code}")));
    }

    [Fact]
    public async Task Save_OfAChange_RaisesVersionAndRevision()
    {
        await SaveAsync(Configurations.Sap());
        var changed = Configurations.System() with { Name = "SAP", Headers = Configurations.System().Headers.Clear() };

        var saved = await SaveAsync([changed]);

        Assert.Equal(2, saved.Revision);
        var configuration = await Store.LoadAsync(Cancel);
        var system = Assert.Single(configuration.Systems);
        Assert.Equal(2, system.Version);
        Assert.True(system.Row.SaysTheSameAs(changed));
        Assert.Equal(1, Assert.Single(configuration.Endpoints).Version);
    }

    [Fact]
    public async Task Save_OfOtherMappings_ReplacesThem()
    {
        await SaveAsync(Configurations.Sap());
        var changed = Configurations.Units() with { Mappings = [new("BOX", "KAR2"), new("PIECE", "ST")] };

        await SaveAsync([changed]);

        Assert.True(Assert.Single((await Store.LoadAsync(Cancel)).CodeMappingSets).Row.SaysTheSameAs(changed));
    }

    [Fact]
    public async Task Save_OfEqualRows_KeepsVersionsAndLeavesNoTrace()
    {
        await SaveAsync(Configurations.Sap());

        var saved = await SaveAsync(Configurations.Sap(), by: "somebody else");

        Assert.Equal((1, true), (saved.Revision, saved.IsSaved));
        Assert.All(RowsOf(await Store.LoadAsync(Cancel)), row => Assert.Equal((1, "tester"), (row.Version, row.ChangedBy)));
        Assert.Equal(Configurations.Sap().Count, (await Store.GetHistoryAsync(null, 1_000, null, Cancel)).Items.Count);
    }

    [Fact]
    public async Task Save_OfANewSecret_IsAChange_AndTheTrailDoesNotTellIt()
    {
        await SaveAsync(Configurations.Sap());

        await SaveAsync([Configurations.ApiKey() with { SecretHash = new string('b', 64) }]);

        var key = Assert.Single((await Store.LoadAsync(Cancel)).ApiKeys);
        Assert.Equal((2, new string('b', 64)), (key.Version, key.Row.SecretHash));
        var history = (await Store.GetHistoryAsync(key.Row.Key, 10, null, Cancel)).Items;
        Assert.Equal(2, history.Count);
        Assert.All(history, record => Assert.DoesNotContain("secret", record.Before + record.After, StringComparison.OrdinalIgnoreCase));
        Assert.All(history, record => Assert.DoesNotContain("aaaa", record.Before + record.After, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Save_WithTheVersionSeen_IsSaved()
    {
        var created = await SaveAsync([new ConfigurationChange(Configurations.Organization(), ExpectedVersion: 0)]);
        var changed = await SaveAsync([new ConfigurationChange(Configurations.Organization() with { Name = "Other" }, ExpectedVersion: 1)]);

        Assert.True(created.IsSaved && changed.IsSaved);
        Assert.Equal(2, Assert.Single((await Store.LoadAsync(Cancel)).Organizations).Version);
    }

    [Fact]
    public async Task Save_WithOtherVersions_NamesEachConflictAndWritesNothing()
    {
        await SaveAsync([Configurations.Organization()]);
        await SaveAsync([Configurations.Organization() with { Name = "Second" }]);

        var result = await SaveAsync(
        [
            new ConfigurationChange(Configurations.Organization() with { Name = "Third" }, ExpectedVersion: 1),
            new ConfigurationChange(Configurations.RetryPolicy(), ExpectedVersion: 4),
            new ConfigurationChange(Configurations.System()),
        ]);

        Assert.False(result.IsSaved);
        Assert.Equal(2, result.Revision);
        Assert.Equal(
            [
                new ConfigurationConflict(Configurations.Organization().Key, ExpectedVersion: 1, ActualVersion: 2),
                new ConfigurationConflict(Configurations.RetryPolicy().Key, ExpectedVersion: 4, ActualVersion: 0),
            ],
            result.Conflicts);
        Assert.Equal("Second", Assert.Single((await Store.LoadAsync(Cancel)).Organizations).Row.Name);
        Assert.Equal(2, await Store.GetRevisionAsync(Cancel));
    }

    [Fact]
    public async Task Save_OfANewRowThatExists_IsAConflict()
    {
        await SaveAsync([Configurations.Organization()]);

        var result = await SaveAsync([new ConfigurationChange(Configurations.Organization(), ExpectedVersion: 0)]);

        Assert.Equal([new ConfigurationConflict(Configurations.Organization().Key, 0, 1)], result.Conflicts);
    }

    [Fact]
    public async Task Save_FromManyWritersAtOnce_LetsOneOfEachVersionWin()
    {
        await SaveAsync([Configurations.Organization()]);
        const int writers = 8;
        const int each = 10;
        var wins = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, writers), Cancel, async (writer, cancel) =>
        {
            for (var i = 0; i < each; i++)
            {
                ConfigurationSaveResult result;
                do
                {
                    var current = Assert.Single((await Store.LoadAsync(cancel)).Organizations);
                    var row = current.Row with { Name = $"{writer}-{i}" };
                    result = await Store.SaveAsync([new ConfigurationChange(row, current.Version)], $"writer {writer}", cancel);
                }
                while (!result.IsSaved);
                Interlocked.Increment(ref wins);
            }
        });

        Assert.Equal(writers * each, wins);
        Assert.Equal(1 + wins, Assert.Single((await Store.LoadAsync(Cancel)).Organizations).Version);
        Assert.Equal(1 + wins, await Store.GetRevisionAsync(Cancel));
    }

    [Fact]
    public async Task Save_OfReferencesToNothing_NamesRowFieldAndWhatIsMissing()
    {
        await SaveAsync([Configurations.Organization(), Configurations.RateLimitPolicy(), Configurations.RetentionClass(), Configurations.Credential(), Configurations.System()]);

        var fault = await Assert.ThrowsAsync<ConfigurationReferenceException>(
            () => SaveAsync([Configurations.Organization() with { Name = "Other" }, Configurations.CreatePurchaseOrder()]));

        Assert.Contains("ENDPOINT SAP/CREATE_PO", fault.Message, StringComparison.Ordinal);
        Assert.Contains("request_transform", fault.Message, StringComparison.Ordinal);
        Assert.Contains("TRANSFORM SAP/CREATE_PO_REQUEST", fault.Message, StringComparison.Ordinal);
        Assert.Contains("RETRY_POLICY PATIENT", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Configurations.Organization().Name, Assert.Single((await Store.LoadAsync(Cancel)).Organizations).Row.Name);
        Assert.Equal(1, await Store.GetRevisionAsync(Cancel));
    }

    [Fact]
    public async Task Save_OfCredential_KeepsSealedBytesAndLeavesThemOutOfTheHistory()
    {
        await SaveAsync(Configurations.Sap());
        var anew = Configurations.Credential() with { Secrets = Configurations.Sealed("K2") };
        var (version, same) = (Assert.Single((await Store.LoadAsync(Cancel)).Credentials).Version, await SaveAsync([Configurations.Credential()]));

        var saved = await Store.SaveAsync([new ConfigurationChange(anew, version)], "rotation", Cancel);

        Assert.Equal((1, 2), (same.Revision, saved.Revision));
        Assert.Equal(anew, Assert.Single((await Store.LoadAsync(Cancel)).Credentials).Row);
        var entry = (await Store.GetHistoryAsync(anew.Key, 10, null, Cancel)).Items[0];
        Assert.Contains("\"secrets\":{\"key_id\":\"K1\",\"fingerprints\":{\"client_secret\":\"0a1b2c3d\",\"pfx\":\"ffffffff\"}}", entry.Before, StringComparison.Ordinal);
        Assert.Contains("\"key_id\":\"K2\"", entry.After, StringComparison.Ordinal);
        Assert.DoesNotContain("wrapped_key", entry.After, StringComparison.Ordinal);
        Assert.DoesNotContain("content", entry.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_OfCredentialWithSecretsThatAreNotSealed_IsRefused()
    {
        var row = Configurations.Credential() with { System = null, Given = Configurations.Credential().Given.Add("token", new SecretText("s3cret-in-clear")) };

        var fault = await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync([row]));

        Assert.DoesNotContain("s3cret-in-clear", fault.ToString(), StringComparison.Ordinal);
        Assert.Empty((await Store.LoadAsync(Cancel)).Credentials);
    }

    [Fact]
    public async Task Save_OfReferencesToNothing_IsRefusedForEveryKind()
    {
        await AssertRefused(Configurations.System(), "ORGANIZATION PROCUREMENT_EU");
        await AssertRefused(Configurations.System(), "CREDENTIAL SAP_LOGIN");
        await AssertRefused(Configurations.Credential(), "SYSTEM SAP");
        await AssertRefused(Configurations.RequestTransform(), "SYSTEM SAP");
        await AssertRefused(Configurations.Units(), "SYSTEM SAP");
        await AssertRefused(Configurations.CreatePurchaseOrder(), "SYSTEM SAP");
        await AssertRefused(Configurations.ApiKey(), "SYSTEM SAP");

        async Task AssertRefused(IConfigurationRow row, string missing)
        {
            var fault = await Assert.ThrowsAsync<ConfigurationReferenceException>(() => SaveAsync([row]));
            Assert.Contains(missing, fault.Message, StringComparison.Ordinal);
            Assert.Contains(row.Key.ToString(), fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Save_OfTheSameRowTwice_SaysSo()
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync([Configurations.Organization(), Configurations.Organization()]));

        Assert.Contains("ORGANIZATION PROCUREMENT_EU", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_OfNothing_ChangesNothing() => Assert.Equal(0, (await SaveAsync(Array.Empty<ConfigurationChange>())).Revision);

    [Fact]
    public async Task History_TellsWhoChangedWhatNewestFirst()
    {
        await SaveAsync([Configurations.Organization()], by: "first");
        await SaveAsync([Configurations.Organization() with { Name = "Größer" }], by: "second");

        var history = await Store.GetHistoryAsync(null, 10, null, Cancel);

        Assert.Null(history.NextCursor);
        var (newest, oldest) = (history.Items[0], history.Items[1]);
        Assert.Equal((Configurations.Organization().Key, 2, "second"), (newest.Key, newest.Version, newest.ChangedBy));
        Assert.Equal((Configurations.Organization().Key, 1, "first"), (oldest.Key, oldest.Version, oldest.ChangedBy));
        Assert.Null(oldest.Before);
        Assert.Equal("""{"code":"PROCUREMENT_EU","name":"Procurement Europe","redaction":{"fields":["*salary*","$.payment.card.*","größe"],"patterns":["ACME-####-*"],"allowed_headers":["X-Plant","x-batch"]}}""", oldest.After);
        Assert.Equal(oldest.After, newest.Before);
        Assert.Equal("""{"code":"PROCUREMENT_EU","name":"Größer","redaction":{"fields":["*salary*","$.payment.card.*","größe"],"patterns":["ACME-####-*"],"allowed_headers":["X-Plant","x-batch"]}}""", newest.After);
    }

    [Fact]
    public async Task History_OfOneRow_LeavesTheOthersOut()
    {
        await SaveAsync([Configurations.Organization(), Configurations.RateLimitPolicy(), Configurations.RetentionClass(), Configurations.Credential(), Configurations.System("SAP"), Configurations.System("ORACLE")]);
        await SaveAsync([Set("SAP", "UOM"), Set("ORACLE", "UOM")]);

        var history = await Store.GetHistoryAsync(Set("ORACLE", "UOM").Key, 10, null, Cancel);

        Assert.Equal(Set("ORACLE", "UOM").Key, Assert.Single(history.Items).Key);
        Assert.Empty((await Store.GetHistoryAsync(Set("ORACLE", "OTHER").Key, 10, null, Cancel)).Items);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task History_PageByPage_MissesAndRepeatsNothing(bool ofOneRow)
    {
        for (var i = 0; i < 7; i++)
            await SaveAsync([Configurations.Organization() with { Name = $"Name {i}" }]);

        var versions = new List<int>();
        string? cursor = null;
        do
        {
            var page = await Store.GetHistoryAsync(ofOneRow ? Configurations.Organization().Key : null, 3, cursor, Cancel);
            Assert.InRange(page.Items.Count, 1, 3);
            versions.AddRange(page.Items.Select(record => record.Version));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], versions);
    }

    [Fact]
    public async Task History_WithAnImpossibleLimitOrCursor_SaysSo()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.GetHistoryAsync(null, 0, null, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.GetHistoryAsync(null, 1_001, null, Cancel));
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => Store.GetHistoryAsync(null, 1, "nonsense", Cancel));
        Assert.Contains("nonsense", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_CancelledBefore_WritesNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.SaveAsync([new ConfigurationChange(Configurations.Organization())], "tester", new CancellationToken(canceled: true)));

        Assert.Equal(0, await Store.GetRevisionAsync(Cancel));
    }

    private static CodeMappingSetConfig Set(string system, string code) => new() { SystemCode = system, Code = code };

    private static List<(IConfigurationRow Row, int Version, DateTimeOffset ChangedAt, string ChangedBy)> RowsOf(HubConfiguration configuration) =>
    [
        .. Of(configuration.Organizations), .. Of(configuration.RetryPolicies), .. Of(configuration.RateLimitPolicies), .. Of(configuration.RetentionClasses),
        .. Of(configuration.Credentials), .. Of(configuration.Systems), .. Of(configuration.Transforms),
        .. Of(configuration.CodeMappingSets), .. Of(configuration.Endpoints), .. Of(configuration.ApiKeys),
    ];

    private static IEnumerable<(IConfigurationRow, int, DateTimeOffset, string)> Of<T>(IEnumerable<Versioned<T>> rows) where T : IConfigurationRow =>
        rows.Select(row => ((IConfigurationRow)row.Row, row.Version, row.ChangedAt, row.ChangedBy));

    private Task<ConfigurationSaveResult> SaveAsync(IEnumerable<IConfigurationRow> rows, string by = "tester") =>
        Store.SaveAsync([.. rows.Select(row => new ConfigurationChange(row))], by, Cancel);

    private Task<ConfigurationSaveResult> SaveAsync(IReadOnlyList<ConfigurationChange> changes) => Store.SaveAsync(changes, "tester", Cancel);
}
