using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ProKure.Integrations.Tests.Execution.Connections;

/// <summary>An authority of the test's own and certificates that it issues.</summary>
internal sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);
    private readonly X509Certificate2 _authority = SelfSigned("CN=Corp Test CA", isAuthority: true);

    /// <summary>The authority as configuration holds it.</summary>
    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>One that proves who calls.</summary>
    public X509Certificate2 Client() => Issue(From, From.AddDays(10), "127.0.0.1", ClientAuthentication);

    public X509Certificate2 Valid() => Issue(From, From.AddDays(10), "127.0.0.1");

    public X509Certificate2 WithOtherName() => Issue(From, From.AddDays(10), "10.9.8.7");

    public X509Certificate2 Expired() => Issue(From.AddDays(-20), From.AddDays(-10), "127.0.0.1");

    public static X509Certificate2 SelfSigned() => SelfSigned("CN=127.0.0.1", isAuthority: false);

    public void Dispose() => _authority.Dispose();

    private X509Certificate2 Issue(DateTimeOffset from, DateTimeOffset to, string address, string usage = ServerAuthentication)
    {
        using var key = RSA.Create(2048);
        var request = Request("CN=erp", key, address, isAuthority: false, usage);
        using var authorityKey = _authority.GetRSAPrivateKey()!;
        using var issued = request.Create(
            _authority.SubjectName, X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1), from, to, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 SelfSigned(string name, bool isAuthority)
    {
        using var key = RSA.Create(2048);
        return Request(name, key, "127.0.0.1", isAuthority).CreateSelfSigned(From.AddDays(-30), From.AddDays(30));
    }

    private static CertificateRequest Request(string name, RSA key, string address, bool isAuthority, string usage = ServerAuthentication)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        if (isAuthority)
            return request;
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        return request;
    }
}
