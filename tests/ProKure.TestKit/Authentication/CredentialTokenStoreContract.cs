using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Configuration;
using ProKure.TestKit.Configuration;

namespace ProKure.TestKit.Authentication;

/// <summary>What every token store does.</summary>
public abstract class CredentialTokenStoreContract : StoreContract<ICredentialTokenStore>
{
    /// <summary>Where its credentials are.</summary>
    protected abstract IConfigurationStore Configuration { get; }

    [Fact]
    public async Task Find_OfCredentialWithoutToken_GivesNothing() => Assert.Null(await Store.FindAsync("SAP_LOGIN", Cancel));

    [Fact]
    public async Task Put_ThenFind_GivesEveryByte()
    {
        await SaveCredentialsAsync("SAP_LOGIN");
        var (first, second) = (Token("SAP_LOGIN", 1), Token("SAP_LOGIN", 2));

        Assert.True(await Store.PutAsync(first, Cancel));
        AssertSame(first, await Store.FindAsync("SAP_LOGIN", Cancel));
        Assert.True(await Store.PutAsync(second, Cancel));
        AssertSame(second, await Store.FindAsync("SAP_LOGIN", Cancel));
    }

    [Fact]
    public async Task Put_OverAnotherVersionThanWasSeen_ChangesNothing()
    {
        await SaveCredentialsAsync("SAP_LOGIN");
        await Store.PutAsync(Token("SAP_LOGIN", 1), Cancel);

        Assert.False(await Store.PutAsync(Token("SAP_LOGIN", 1), Cancel));
        Assert.False(await Store.PutAsync(Token("SAP_LOGIN", 3), Cancel));
        Assert.Equal(1, (await Store.FindAsync("SAP_LOGIN", Cancel))!.Version);
    }

    [Fact]
    public async Task Put_ByManyAtOnce_LetsOneWin()
    {
        await SaveCredentialsAsync("SAP_LOGIN");

        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.PutAsync(Token("SAP_LOGIN", 1), Cancel)));

        Assert.Single(won, true);
    }

    [Fact]
    public async Task List_GivesAllInTheOrderOfTheirCodes()
    {
        await SaveCredentialsAsync("B", "A", "A.1");
        foreach (var code in new[] { "B", "A", "A.1" })
            await Store.PutAsync(Token(code, 1), Cancel);

        Assert.Equal(["A", "A.1", "B"], (await Store.ListAsync(Cancel)).Select(token => token.CredentialCode), StringComparer.Ordinal);
    }

    private async Task SaveCredentialsAsync(params string[] codes)
    {
        var changes = codes.Select(code => new ConfigurationChange(Configurations.Credential() with { Code = code, System = null })).ToList();
        Assert.True((await Configuration.SaveAsync(changes, "test", Cancel)).IsSaved);
    }

    private static SealedToken Token(string code, long version) => new(code, version, $"K{version}", new byte[] { 0, (byte)version, 255 }, new byte[] { 9, 0, (byte)version });

    private static void AssertSame(SealedToken expected, SealedToken? found)
    {
        Assert.NotNull(found);
        Assert.Equal((expected.CredentialCode, expected.Version, expected.KeyId), (found.CredentialCode, found.Version, found.KeyId));
        Assert.Equal(expected.WrappedKey.ToArray(), found.WrappedKey.ToArray());
        Assert.Equal(expected.Content.ToArray(), found.Content.ToArray());
    }
}
