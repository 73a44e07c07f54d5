using Microsoft.Extensions.Logging;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Authentication;

/// <summary>Everything that proves to external systems who calls: opened credentials and the tokens that they have.</summary>
public sealed class Authenticator
{
    /// <summary>Begins without tokens.</summary>
    public Authenticator(
        CredentialVault vault,
        IMasterKeyProvider keys,
        ICredentialTokenStore tokens,
        IFleetStore fleet,
        HubInstance instance,
        TimeProvider time,
        ILogger<Authenticator> logger)
    {
        Materials = new CredentialMaterials(vault, time);
        Tokens = new AccessTokens(tokens, keys, fleet, instance, time, logger);
    }

    internal CredentialMaterials Materials { get; }

    internal AccessTokens Tokens { get; }
}
