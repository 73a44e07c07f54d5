using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>What is wrong with a certificate, in words that its owner understands.</summary>
internal sealed record CertificateFault(string Code, string Message)
{
    public static CertificateFault Of(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return new CertificateFault("CERTIFICATE_MISSING", "the server sent no certificate.");

        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return new CertificateFault(
                "CERTIFICATE_EXPIRED",
                string.Create(CultureInfo.InvariantCulture, $"the server's certificate, or one that it rests on, is out of date; its own is valid from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}."));
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return new CertificateFault("CERTIFICATE_NAME", $"the server's certificate is for {NamesOf(certificate)}, not for '{host}'.");
        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != X509ChainStatusFlags.NoError)
        {
            return new CertificateFault(
                "CERTIFICATE_UNTRUSTED",
                $"no trusted authority issued the server's certificate (issuer: {certificate.Issuer}). That of a private authority belongs to outbound.ca_certificates of the system.");
        }

        return new CertificateFault("CERTIFICATE_REFUSED", $"the server's certificate is refused: {status}.");
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
            .Take(5)
            .Select(name => $"'{name}'")
            .ToList();
        return names.Count > 0 ? string.Join(", ", names) : "no name";
    }
}
