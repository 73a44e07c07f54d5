using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Tests.Objects;

/// <summary>Master keys as an operator configures them.</summary>
internal static class TestMasterKeys
{
    /// <summary>A hub without a master key.</summary>
    public static IMasterKeyProvider None { get; } = Of();

    /// <summary>Keys with these ids, made of the ids; the last is current.</summary>
    public static IMasterKeyProvider Of(params string[] ids)
    {
        var options = new MasterKeyOptions { Current = ids.LastOrDefault() };
        foreach (var id in ids)
            options.Keys[id] = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)));
        return new ConfiguredMasterKeys(Options.Create(options), NullLogger<ConfiguredMasterKeys>.Instance);
    }
}
