using ProKure.Integrations.Configuration;

namespace ProKure.TestKit.Configuration;

public abstract partial class ConfigurationStoreContract
{
    [Fact]
    public async Task Archive_HasEachRowAsItStoodAtARevision()
    {
        var first = Configurations.CreatePurchaseOrder();
        var second = first with { Path = "/orders/v2", Priority = 9 };
        await SaveAsync(Configurations.Sap());
        await SaveAsync([Configurations.Organization() with { Name = "Another" }]);
        await SaveAsync([second]);

        var (then, between, now) = (await ArchivedAsync(first.Key, 1), await ArchivedAsync(first.Key, 2), await ArchivedAsync(first.Key, 3));

        Assert.True(then!.Row.SaysTheSameAs(first), then.ToString());
        Assert.Equal((1, "tester"), (then.Version, then.ChangedBy));
        Assert.True(between!.Row.SaysTheSameAs(first));
        Assert.True(now!.Row.SaysTheSameAs(second), now.ToString());
        Assert.Equal(2, now.Version);
        Assert.Null(await ArchivedAsync(first.Key, 0));
        Assert.Null(await ArchivedAsync(first.Key with { Code = "NEVER" }, 3));
    }

    [Fact]
    public async Task Archive_GivesEveryKindBackAsItWasWritten_ButNoSecrets()
    {
        await SaveAsync(Configurations.Sap());

        foreach (var row in Configurations.Sap())
        {
            if (row is ApiKeyConfig or CredentialConfig or RateLimitPolicyConfig)
                await Assert.ThrowsAsync<ArgumentException>(() => ArchivedAsync(row.Key, 1));
            else
                Assert.True((await ArchivedAsync(row.Key, 1))!.Row.SaysTheSameAs(row), row.ToString());
        }
    }

    private Task<ArchivedRow?> ArchivedAsync(ConfigurationKey key, long revision) => ((IConfigurationArchive)Store).FindAsync(key, revision, Cancel);
}
