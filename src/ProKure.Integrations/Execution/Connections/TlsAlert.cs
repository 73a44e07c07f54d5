using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>
/// The alert with which the other side ended a handshake (RFC 8446, section 6.2), or why our own TLS gave it up. The number comes from the error code of OpenSSL, which does TLS for the hub on Linux; elsewhere
/// nothing is found, and a refusal behind the handshake stays a broken connection.
/// </summary>
internal readonly record struct TlsAlert(int Number)
{
    // As OpenSSL 3 packs its errors: the library's number from bit 23 on, below it the reason; alerts are reasons from 1000 on.
    private const int SslLibrary = 20;
    private const int LibraryShift = 23;
    private const int FirstAlert = 1000;
    private const int UnsupportedProtocol = 258;
    private const int WrongVersionNumber = 267;
    private const string NoTls = "what the server sends is no TLS.";

    /// <summary>The alert that an exception goes back to; null for none.</summary>
    public static TlsAlert? In(Exception fault) => ReasonIn(fault) is >= FirstAlert and < FirstAlert + 256 and var reason ? new TlsAlert(reason - FirstAlert) : null;

    /// <summary>What the alert says about our client certificate while a handshake runs; null for nothing.</summary>
    /// <param name="isShown">Whether we have a certificate to show.</param>
    /// <param name="isAsked">Whether the server has asked for one.</param>
    public CertificateFault? AboutOurCertificate(bool isShown, bool isAsked) => Number switch
    {
        116 when !isShown => Required,
        40 or 42 when !isShown && isAsked => Required,
        _ when !isShown => null,
        42 or 43 or 46 or 49 or 116 => Refused("it is not one that it accepts"),
        44 => Refused("it was revoked"),
        45 => Refused("it is out of date"),
        48 => Refused("it does not know the authority that issued it"),
        _ => null,
    };

    /// <summary>The same once our part of the handshake is done and the server has shown its own certificate (TLS 1.3): what it still refuses is what we showed.</summary>
    public CertificateFault? AboutOurCertificateAfterwards(bool isShown, bool isAsked) => AboutOurCertificate(isShown, isAsked) ?? Number switch
    {
        40 when isShown => Refused("it says no more than that"),
        51 when isShown => Refused("it does not take our signature"),
        _ => null,
    };

    /// <summary>Why a handshake failed, in words; null where the exception's own have to do.</summary>
    public static string? Describe(Exception fault) => ReasonIn(fault) switch
    {
        UnsupportedProtocol or FirstAlert + 70 => "the server speaks no TLS 1.2 or newer.",
        WrongVersionNumber => NoTls,
        FirstAlert + 40 => "the server ended it (handshake_failure): it has no cipher in common with the hub, or does not take it without a certificate that it knows.",
        FirstAlert + 112 => "the server knows no site of this name (unrecognized_name).",
        >= FirstAlert and < FirstAlert + 256 and var reason => string.Create(CultureInfo.InvariantCulture, $"the server ended it with the alert {reason - FirstAlert}."),
        // What SslStream finds out itself has no cause: bytes that are no frame. A certificate that was refused here is told by CertificateFault.
        _ => fault is AuthenticationException { InnerException: null } ? NoTls : null,
    };

    private static CertificateFault Required { get; } = new("CLIENT_CERTIFICATE_REQUIRED", "the server wants a client certificate, and the credential has none.");

    private static CertificateFault Refused(string why) => new("CLIENT_CERTIFICATE_REFUSED", $"the server refuses our client certificate: {why}.");

    private static int? ReasonIn(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is CryptographicException && cause.HResult >> LibraryShift == SslLibrary)
                return cause.HResult & ((1 << LibraryShift) - 1);
        }

        return null;
    }
}
