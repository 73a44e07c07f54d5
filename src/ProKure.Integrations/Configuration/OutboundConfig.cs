using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration;

/// <summary>Where calls of a system may go besides public addresses, and whose certificates they trust.</summary>
/// <remarks>Equal when every field is, lists by their content.</remarks>
public sealed record OutboundConfig
{
    /// <summary>Public addresses only, no redirects, the machine's own certificate authorities.</summary>
    public static readonly OutboundConfig Standard = new();

    /// <summary>
    /// Hosts, as <c>sap.corp.example</c> or <c>127.0.0.1:5081</c>, whose addresses may be private, loopback and the like; without a port for every port. Empty for none.
    /// </summary>
    public ImmutableArray<string> AllowHosts { get; init; } = [];

    /// <summary>Networks in CIDR form, as <c>10.20.0.0/16</c>, whose addresses may be called although they are not public. Empty for none.</summary>
    public ImmutableArray<string> AllowNetworks { get; init; } = [];

    /// <summary>How many redirects of one call are followed. 0, the default, follows none.</summary>
    public int MaxRedirects { get; init; }

    /// <summary>Certificates in PEM form that are trusted as authorities in place of the machine's; null for the machine's.</summary>
    public string? CaCertificates { get; init; }

    /// <inheritdoc/>
    public bool Equals(OutboundConfig? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && AllowHosts.SequenceEqual(other.AllowHosts, StringComparer.Ordinal)
            && AllowNetworks.SequenceEqual(other.AllowNetworks, StringComparer.Ordinal)
            && MaxRedirects == other.MaxRedirects
            && CaCertificates == other.CaCertificates);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(AllowHosts.Length, AllowNetworks.Length, MaxRedirects, CaCertificates);
}
