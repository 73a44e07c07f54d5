using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ProKure.Integrations.Authentication;

/// <summary>A certificate with its key and chain, by which the hub says who it is in a TLS handshake.</summary>
internal sealed class ClientCertificate
{
    private ClientCertificate(X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        Thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        Subject = certificate.Subject;
        NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    /// <summary>SHA-256 over the certificate, which tells it from others.</summary>
    public string Thumbprint { get; }

    /// <summary>Whose it is.</summary>
    public string Subject { get; }

    /// <summary>When it expires.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>For the handshake.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The certificate among a credential's secrets; null where there is none.</summary>
    /// <exception cref="CryptographicException">It cannot be read; the message holds nothing of it.</exception>
    public static ClientCertificate? Find(IReadOnlyDictionary<string, string> secrets)
    {
        var password = secrets.GetValueOrDefault(SecretNames.CertificatePassword);
        if (secrets.TryGetValue(SecretNames.Pfx, out var pfx))
            return OfPfx(pfx, password);
        return secrets.TryGetValue(SecretNames.Certificate, out var pem) ? OfPem(pem, secrets.GetValueOrDefault(SecretNames.CertificateKey) ?? pem, password) : null;
    }

    private static ClientCertificate OfPem(string pem, string key, string? password)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        if (all.Count == 0)
            throw new CryptographicException("Expected a certificate in PEM form, found none.");
        try
        {
            var leaf = password is null ? X509Certificate2.CreateFromPem(pem, key) : X509Certificate2.CreateFromEncryptedPem(pem, key, password);
            return new ClientCertificate(leaf, [.. all.Skip(1)]);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new CryptographicException("The key of the certificate cannot be read, or belongs to another certificate.", fault);
        }
    }

    private static ClientCertificate OfPfx(string base64, string? password)
    {
        try
        {
            // On macOS, which has no keys that live in memory alone, the default is the only way.
            var flags = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
            var all = X509CertificateLoader.LoadPkcs12Collection(Convert.FromBase64String(base64), password, flags);
            var leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("The PFX holds no private key.");
            return new ClientCertificate(leaf, [.. all.Where(certificate => !ReferenceEquals(certificate, leaf))]);
        }
        catch (FormatException fault)
        {
            throw new CryptographicException("Expected a PFX in base64.", fault);
        }
    }
}
