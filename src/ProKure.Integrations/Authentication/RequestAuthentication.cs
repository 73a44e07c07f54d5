using ProKure.Integrations.Authentication.Signing;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Authentication;

/// <summary>What one call proves with who calls: on the request, in the TLS handshake, or both. Immutable.</summary>
internal sealed record RequestAuthentication
{
    /// <summary>Puts the proof on the request.</summary>
    public required RequestSigner Signer { get; init; }

    /// <summary>What must not be seen of it.</summary>
    public required SecretMask Mask { get; init; }

    /// <summary>The certificate of the TLS handshake; null for none.</summary>
    public ClientCertificate? Certificate { get; init; }

    /// <summary>The access token in use, which the other side may refuse; null where nothing can be renewed.</summary>
    public string? AccessToken { get; init; }

    public OutgoingRequest Apply(OutgoingRequest request) => Signer.Sign(request);
}
