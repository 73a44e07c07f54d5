using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration.Validation;

public sealed class OutboundChecksTests
{
    [Fact]
    public void Outbound_WithEveryField_IsFine() => Assert.Empty(FaultsOf(new OutboundConfig
    {
        AllowHosts = ["erp.corp.example", "127.0.0.1:5081", "[fd12::7]:443", "169.254.169.254"],
        AllowNetworks = ["10.0.0.0/8", "fc00::/7", "169.254.169.254/32"],
        MaxRedirects = 10,
        CaCertificates = Authority(),
    }));

    [Theory]
    [InlineData("https://erp.example", "Expected a host with or without a port, such as sap.corp.example, 10.1.2.3:8443 or [fd12::7]:443, found 'https://erp.example'.")]
    [InlineData("*.example", "Expected a host with or without a port, such as sap.corp.example, 10.1.2.3:8443 or [fd12::7]:443, found '*.example'.")]
    [InlineData("0.0.0.0", "Expected an address that can be called; 0.0.0.0 is unspecified (this host).")]
    [InlineData("[ff02::1]:80", "Expected an address that can be called; ff02::1 is multicast.")]
    public void AllowHosts_ThatAreNone_AreFaults(string host, string message) =>
        Assert.Equal([$"outbound.allow_hosts[0]: {message}"], FaultsOf(new OutboundConfig { AllowHosts = [host] }));

    [Theory]
    [InlineData("10.1.2.3", "Expected a network such as 10.20.0.0/16 or fd12:3456::/32, without bits set behind the prefix, found '10.1.2.3'.")]
    [InlineData("10.1.2.3/8", "Expected a network such as 10.20.0.0/16 or fd12:3456::/32, without bits set behind the prefix, found '10.1.2.3/8'.")]
    [InlineData("0.0.0.0/0", "Expected a network of at most /8, found '0.0.0.0/0': one as wide as this would turn the check off.")]
    [InlineData("::/0", "Expected a network of at most /7, found '::/0': one as wide as this would turn the check off.")]
    [InlineData("::ffff:10.0.0.0/104", "Expected the IPv4 network itself, found its IPv6 form '::ffff:10.0.0.0/104'.")]
    [InlineData("224.0.0.0/8", "Expected a network that can be called; 224.0.0.0 is multicast.")]
    public void AllowNetworks_ThatAreNoneOrTooWide_AreFaults(string network, string message) =>
        Assert.Equal([$"outbound.allow_networks[0]: {message}"], FaultsOf(new OutboundConfig { AllowNetworks = [network] }));

    [Fact]
    public void Outbound_TwiceAndOutOfRange_AreFaults() => Assert.Equal(
        [
            "outbound.allow_hosts[1]: 'SAP' stands there twice.",
            "outbound.max_redirects: Expected 0 to 10 redirects, found 11.",
        ],
        FaultsOf(new OutboundConfig { AllowHosts = ["sap", "SAP"], MaxRedirects = 11 }));

    [Theory]
    [InlineData("", "Expected certificates in PEM form (-----BEGIN CERTIFICATE-----), found none that can be read.")]
    [InlineData("-----BEGIN CERTIFICATE-----\nbm9wZQ==\n-----END CERTIFICATE-----", "Expected certificates in PEM form (-----BEGIN CERTIFICATE-----), found none that can be read.")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----", "Expected certificates only, found a private key. It must not be kept here; treat it as disclosed.")]
    public void CaCertificates_ThatCannotBeRead_AreAFaultThatRepeatsNothing(string pem, string message) =>
        Assert.Equal([$"outbound.ca_certificates: {message}"], FaultsOf(new OutboundConfig { CaCertificates = pem }));

    private static IReadOnlyList<string> FaultsOf(OutboundConfig outbound) => SampleRows.FaultsOf(SampleRows.System with { Outbound = outbound });

    private static string Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=Corp", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }
}
