using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Tests.Security;

public sealed class ApiKeyTextTests
{
    [Theory]
    [InlineData("ADMIN")]
    [InlineData("A_B_C.D-1")]
    public void Create_Key_SplitsIntoItsPartsAndOpens(string id)
    {
        var (text, hash) = ApiKeyText.Create(id);

        Assert.Matches($"^pk_{id}_[0-9a-f]{{64}}$", text);
        Assert.True(ApiKeyText.TrySplit(text, out var found, out var secret));
        Assert.Equal(id, found);
        Assert.True(ApiKeyText.IsSecretOf(Key(id, hash), secret));
        Assert.DoesNotContain(secret.ToString(), hash, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_Twice_GivesOtherSecrets() => Assert.NotEqual(ApiKeyText.Create("A"), ApiKeyText.Create("A"));

    [Fact]
    public void IsSecretOf_OneCharacterOff_IsFalse()
    {
        var (text, hash) = ApiKeyText.Create("A");
        var wrong = text[..^1] + (text[^1] == '0' ? '1' : '0');

        Assert.True(ApiKeyText.TrySplit(wrong, out _, out var secret));
        Assert.False(ApiKeyText.IsSecretOf(Key("A", hash), secret));
    }

    [Fact]
    public void IsSecretOf_NoKey_IsFalseForEverySecret()
    {
        ApiKeyText.TrySplit(ApiKeyText.Create("A").Text, out _, out var secret);

        Assert.False(ApiKeyText.IsSecretOf(null, secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pk_")]
    [InlineData("pk__0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("pk_A_000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("pk_A-0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sk_A_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("pk_A_000000000000000000000000000000000000000000000000000000000000000é")]
    public void TrySplit_WhatIsNoKey_IsRefused(string text) => Assert.False(ApiKeyText.TrySplit(text, out _, out _));

    private static ApiKeyConfig Key(string id, string hash) => new() { Id = id, Name = id, SecretHash = hash, Scopes = [Scopes.Invoke] };
}
