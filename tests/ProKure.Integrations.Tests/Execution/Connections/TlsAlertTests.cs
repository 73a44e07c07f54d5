using System.Security.Cryptography;
using ProKure.Integrations.Execution.Connections;

namespace ProKure.Integrations.Tests.Execution.Connections;

public sealed class TlsAlertTests
{
    [Theory]
    [InlineData(40, false, false, null)] // no cipher in common, say
    [InlineData(40, false, true, "CLIENT_CERTIFICATE_REQUIRED")]
    [InlineData(42, false, true, "CLIENT_CERTIFICATE_REQUIRED")]
    [InlineData(116, false, false, "CLIENT_CERTIFICATE_REQUIRED")]
    [InlineData(40, true, true, null)]
    [InlineData(42, true, true, "CLIENT_CERTIFICATE_REFUSED")]
    [InlineData(48, true, true, "CLIENT_CERTIFICATE_REFUSED")]
    [InlineData(48, false, true, null)]
    [InlineData(80, true, true, null)]
    public void AboutOurCertificate_WhileTheHandshakeRuns(int alert, bool isShown, bool isAsked, string? code) =>
        Assert.Equal(code, TlsAlert.In(Fault(1000 + alert))!.Value.AboutOurCertificate(isShown, isAsked)?.Code);

    [Theory]
    [InlineData(40, true, "CLIENT_CERTIFICATE_REFUSED")]
    [InlineData(51, true, "CLIENT_CERTIFICATE_REFUSED")]
    [InlineData(40, false, "CLIENT_CERTIFICATE_REQUIRED")]
    [InlineData(51, false, null)]
    [InlineData(80, true, null)] // internal_error may come when the request has been read
    public void AboutOurCertificateAfterwards_CountsWhatCanBeAboutNothingElse(int alert, bool isShown, string? code) =>
        Assert.Equal(code, TlsAlert.In(Fault(1000 + alert))!.Value.AboutOurCertificateAfterwards(isShown, isAsked: true)?.Code);

    [Fact]
    public void In_AnythingElse_IsNoAlert()
    {
        Assert.Null(TlsAlert.In(Fault(267)));
        Assert.Null(TlsAlert.In(new IOException("alert 40", new CryptographicException("error:0A000410:SSL routines::sslv3 alert handshake failure"))));
    }

    [Theory]
    [InlineData(1112, "the server knows no site of this name (unrecognized_name).")]
    [InlineData(1080, "the server ended it with the alert 80.")]
    [InlineData(1, null)]
    public void Describe_KnowsWhatItMeans(int reason, string? words) => Assert.Equal(words, TlsAlert.Describe(Fault(reason)));

    // As SslStream wraps what OpenSSL says.
    private static IOException Fault(int reason) => new("The decryption operation failed.", new CryptographicException("error") { HResult = (20 << 23) | reason });
}
