using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.TestKit.Authentication;

/// <summary>Master keys for tests. A key's bytes follow from its id, so that equal ids are equal keys.</summary>
public static class TestKeys
{
    /// <summary>The keys with these ids; the last one is current. None for a hub without master key.</summary>
    public static IMasterKeyProvider Of(params string[] ids)
    {
        var options = new MasterKeyOptions { Current = ids.LastOrDefault() };
        foreach (var id in ids)
            options.Keys.Add(id, Text(id));
        return new ConfiguredMasterKeys(Options.Create(options), NullLogger<ConfiguredMasterKeys>.Instance);
    }

    /// <summary>A vault with one key.</summary>
    public static CredentialVault Vault() => new(Of("K1"));

    /// <summary>A key as settings and files hold it.</summary>
    public static string Text(string id) => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)));
}
