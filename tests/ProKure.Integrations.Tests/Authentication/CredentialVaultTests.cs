using System.Collections.Immutable;
using System.Text;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Configuration;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Authentication;

public sealed class CredentialVaultTests
{
    private static readonly CredentialConfig Basic = new()
    {
        Code = "C",
        Type = CredentialType.Basic,
        Basic = new BasicConfig { Username = "hub" },
        Given = Given(("password", "s3cret-of-the-hub")),
    };

    [Fact]
    public void Seal_OfGivenSecrets_LeavesNothingReadable()
    {
        var stored = TestKeys.Vault().Seal(Basic, null);

        Assert.Empty(stored.Given);
        Assert.Equal(("K1", "password"), (stored.Secrets.KeyId, Assert.Single(stored.Secrets.Fingerprints).Key));
        Assert.Equal("s3cret-of-the-hub", TestKeys.Vault().Open(stored)["password"]);
        Assert.DoesNotContain("s3cret", Encoding.UTF8.GetString(stored.Secrets.Content.Span), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", $"{Basic}{stored}{ConfigurationRowJson.Write(Basic)}{ConfigurationRowJson.Write(stored)}", StringComparison.Ordinal);
    }

    [Fact]
    public void Seal_OfTheSameSecretsAgain_ChangesNothing()
    {
        var stored = TestKeys.Vault().Seal(Basic, null);

        Assert.Equal(stored, TestKeys.Vault().Seal(Basic, stored));
        Assert.Equal(stored, TestKeys.Vault().Seal(Basic with { Given = Given() }, stored));
    }

    [Fact]
    public void Seal_OfAnotherSecret_KeepsTheRest_AndChangesOneFingerprint()
    {
        var vault = TestKeys.Vault();
        var oauth = new CredentialConfig
        {
            Code = "C",
            Type = CredentialType.Oauth2RefreshToken,
            Oauth2 = new Oauth2Config { TokenUrl = new Uri("https://login.example.com"), ClientId = "hub" },
            Given = Given(("client_secret", "one"), ("refresh_token", "two")),
        };
        var stored = vault.Seal(oauth, null);

        var changed = vault.Seal(oauth with { Given = Given(("refresh_token", "three")) }, stored);

        Assert.Equal(("one", "three"), (vault.Open(changed)["client_secret"], vault.Open(changed)["refresh_token"]));
        Assert.Equal(stored.Secrets.Fingerprints["client_secret"], changed.Secrets.Fingerprints["client_secret"]);
        Assert.NotEqual(stored.Secrets.Fingerprints["refresh_token"], changed.Secrets.Fingerprints["refresh_token"], StringComparer.Ordinal);
    }

    [Fact]
    public void Seal_WithAnotherType_DropsSecretsThatItDoesNotHave_AndEmptyRemoves()
    {
        var vault = TestKeys.Vault();
        var stored = vault.Seal(Basic, null);
        var bearer = new CredentialConfig { Code = "C", Type = CredentialType.Bearer, Given = Given(("token", "t-1234567")) };

        var changed = vault.Seal(bearer, stored);

        Assert.Equal("token", Assert.Single(vault.Open(changed)).Key);
        Assert.True(vault.Seal(bearer with { Given = Given(("token", "")) }, changed).Secrets.IsEmpty);
    }

    [Fact]
    public void Fingerprints_OfTheSameSecretInTwoCredentials_Differ()
    {
        var vault = TestKeys.Vault();

        Assert.NotEqual(vault.Seal(Basic, null).Secrets.Fingerprints["password"], vault.Seal(Basic with { Code = "D" }, null).Secrets.Fingerprints["password"], StringComparer.Ordinal);
    }

    [Fact]
    public void Open_OfARowThatWasCopiedFromAnother_Fails()
    {
        var copied = Basic with { Code = "D", Given = Given(), Secrets = TestKeys.Vault().Seal(Basic, null).Secrets };

        Assert.Contains("credential D", Assert.Throws<MasterKeyException>(() => TestKeys.Vault().Open(copied)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_OfAChangedByte_Fails(bool inKey)
    {
        var secrets = TestKeys.Vault().Seal(Basic, null).Secrets;
        var changed = inKey ? secrets with { WrappedKey = Flipped(secrets.WrappedKey) } : secrets with { Content = Flipped(secrets.Content) };

        Assert.Throws<MasterKeyException>(() => TestKeys.Vault().Open(Basic with { Secrets = changed }));
    }

    [Fact]
    public void Reseal_WithANewerKey_NeedsTheOlderOneOnceMore_ThenNotAgain()
    {
        var stored = new CredentialVault(TestKeys.Of("K1")).Seal(Basic, null);

        var resealed = new CredentialVault(TestKeys.Of("K1", "K2")).Reseal(stored);

        Assert.Equal(("K2", stored.Secrets.Fingerprints["password"]), (resealed.Secrets.KeyId, resealed.Secrets.Fingerprints["password"]));
        Assert.Equal("s3cret-of-the-hub", new CredentialVault(TestKeys.Of("K2")).Open(resealed)["password"]);
        var missing = Assert.Throws<MasterKeyException>(() => new CredentialVault(TestKeys.Of("K2")).Open(stored));
        Assert.Equal("The master key 'K1', which the secrets of credential C are encrypted with, is not among those of this hub (K2).", missing.Message);
    }

    [Fact]
    public void Seal_WithoutMasterKey_SaysWhereItBelongs()
    {
        var missing = Assert.Throws<MasterKeyException>(() => new CredentialVault(TestKeys.Of()).Seal(Basic, null));

        Assert.Contains("MasterKeys:File", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seal_OfEverySecretAnew_DoesNotNeedTheLostKey()
    {
        var lost = new CredentialVault(TestKeys.Of("LOST")).Seal(Basic, null);

        var anew = TestKeys.Vault().Seal(Basic with { Given = Given(("password", "another-one")) }, lost);

        Assert.Equal("another-one", TestKeys.Vault().Open(anew)["password"]);
    }

    private static ReadOnlyMemory<byte> Flipped(ReadOnlyMemory<byte> bytes)
    {
        var changed = bytes.ToArray();
        changed[^1] ^= 1;
        return changed;
    }

    private static ImmutableSortedDictionary<string, SecretText> Given(params (string Name, string Secret)[] secrets) =>
        secrets.ToImmutableSortedDictionary(secret => secret.Name, secret => new SecretText(secret.Secret), StringComparer.Ordinal);
}
