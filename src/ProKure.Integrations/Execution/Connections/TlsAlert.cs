using System.Security.Cryptography;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>
/// Alerts of the other side about the certificate that we showed, or did not show (RFC 8446, section 6.2). The number comes from OpenSSL's error code; where another
/// library does TLS, nothing is found, and the failure stays a broken connection.
/// </summary>
internal static class TlsAlert
{
    // As OpenSSL 3 packs its errors: the library's number from bit 23 on, below it the reason; alerts are reasons from 1000 on.
    private const int SslLibrary = 20;
    private const int LibraryShift = 23;
    private const int FirstAlert = 1000;

    /// <summary>What an exception of the handshake, or of the first read behind it, says about our certificate; null for nothing.</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="isShown">Whether we have a certificate to show.</param>
    public static CertificateFault? AboutOurCertificate(Exception fault, bool isShown)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is CryptographicException && cause.HResult >> LibraryShift == SslLibrary && FaultOf((cause.HResult & ((1 << LibraryShift) - 1)) - FirstAlert, isShown) is { } found)
                return found;
        }

        return null;
    }

    private static CertificateFault? FaultOf(int alert, bool isShown) => alert switch
    {
        _ when !isShown && alert is 40 or 42 or 116 => new(
            "CLIENT_CERTIFICATE_REQUIRED", "the server wants a client certificate, and the credential has none."),
        42 or 43 or 46 or 49 or 116 => Refused("it is not one that it accepts"),
        44 => Refused("it was revoked"),
        45 => Refused("it is out of date"),
        48 => Refused("it does not know the authority that issued it"),
        _ => null,
    };

    private static CertificateFault Refused(string why) => new("CLIENT_CERTIFICATE_REFUSED", $"the server refuses our client certificate: {why}.");
}
