using System.Security.Cryptography.X509Certificates;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Execution.Connections;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Call_CertificateOfTheSystemsOwnAuthority_SucceedsAndIsTimed()
    {
        await using var server = ServerWith(_certificates.Valid());
        await using var hub = await HubOf(server, trusted: true);

        var result = await hub.CallAsync();

        Assert.True(result.Status == LogStatus.Success, result.Failure?.Message);
        var timings = hub.Entry(result).Timings!;
        Assert.NotNull(timings.ConnectMs);
        Assert.NotNull(timings.TlsMs);
        Assert.NotNull(timings.FirstByteMs);
    }

    [Fact]
    public async Task Call_SecondOnTheSameConnection_HasNoTimesForOpeningIt()
    {
        await using var server = ServerWith(_certificates.Valid());
        await using var hub = await HubOf(server, trusted: true);

        await hub.CallAsync();
        var timings = hub.Entry(await hub.CallAsync()).Timings!;

        Assert.Equal((null, null, null), (timings.DnsMs, timings.ConnectMs, timings.TlsMs));
        Assert.Equal(1, server.Accepted);
    }

    public static TheoryData<string, bool, string, string> BadCertificates => new()
    {
        { "other name", true, "CERTIFICATE_NAME", "is for '10.9.8.7', not for '127.0.0.1'" },
        { "expired", true, "CERTIFICATE_EXPIRED", "is out of date" },
        { "self-signed", false, "CERTIFICATE_UNTRUSTED", "no trusted authority issued" },
        { "self-signed", true, "CERTIFICATE_UNTRUSTED", "no trusted authority issued" },
        { "unknown authority", false, "CERTIFICATE_UNTRUSTED", "issuer: CN=Corp Test CA" },
    };

    [Theory]
    [MemberData(nameof(BadCertificates))]
    public async Task Call_BadCertificate_IsTlsAndSaysWhatIsWrong(string certificate, bool trusted, string code, string message)
    {
        await using var server = ServerWith(certificate switch
        {
            "other name" => _certificates.WithOtherName(),
            "expired" => _certificates.Expired(),
            "self-signed" => TestCertificates.SelfSigned(),
            _ => _certificates.Valid(),
        });
        await using var hub = await HubOf(server, trusted);

        var result = await hub.CallAsync();

        WireOutcomeTests.AssertFailed(result, ErrorType.Tls, ErrorPhase.Tls, received: false);
        Assert.Equal(code, result.Failure!.Code);
        Assert.Contains(message, result.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "what the server sends is no TLS.")] // plain HTTP on the port
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0046", "the server speaks no TLS 1.2 or newer.")] // alert: protocol_version, as of a server with TLS 1.0 only
    [InlineData("\u0016\u0003\u0001\u0000\u002a\u0002\u0000\u0000\u0026\u0003\u000112345678901234567890123456789012\u0000\u0000\u002f\u0000", "the server speaks no TLS 1.2 or newer.")] // ServerHello of TLS 1.0
    [InlineData("", "")] // hangs up in the handshake
    public async Task Call_ServerSpeaksNoModernTls_IsTls(string answer, string message)
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadBodyAsync(5);
            await connection.WriteAsync(answer);
            if (answer.Length > 0)
                await connection.DrainAsync();
        });
        await using var hub = await HubOf(server, trusted: true);

        var result = await hub.CallAsync();

        WireOutcomeTests.AssertFailed(result, ErrorType.Tls, ErrorPhase.Tls, received: false);
        Assert.EndsWith(message, result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_NoCipherInCommon_IsNotBlamedOnAClientCertificate()
    {
        await using var server = await OpenSslServer.StartAsync(_certificates, "-tls1_2", "-cipher", "DHE-RSA-AES128-SHA");
        await using var hub = await WireHub.StartAsync(
            server.Url, system => system with { Outbound = PipelineFixture.Loopback with { CaCertificates = _certificates.AuthorityPem } }, endpoint => endpoint with { Method = "GET", Path = "/ping" });

        var result = await hub.CallAsync();

        WireOutcomeTests.AssertFailed(result, ErrorType.Tls, ErrorPhase.Tls, received: false);
        Assert.Equal(
            (ErrorSide.Theirs, null, "The TLS handshake failed: the server ended it (handshake_failure): it has no cipher in common with the hub, or does not take it without a certificate that it knows."),
            (result.Failure!.Side, result.Failure.Code, result.Failure.Message));
    }

    [Fact]
    public async Task Call_ServerEndsAfterTheWholeRequest_IsWaitAndNotReceive()
    {
        // TLS 1.3 sends session tickets behind the handshake; they are no answer.
        await using var server = new RawServer(async connection =>
        {
            await connection.TlsAsync(_certificates.Valid());
            await connection.ReadRequestAsync();
        });
        await using var hub = await HubOf(server, trusted: true);

        WireOutcomeTests.AssertFailed(await hub.CallAsync(), ErrorType.Response, ErrorPhase.Wait, received: true);
    }

    private static RawServer ServerWith(X509Certificate2 certificate) => new(async connection =>
    {
        using var own = certificate;
        await connection.TlsAsync(own);
        while (true)
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync();
        }
    });

    private Task<WireHub> HubOf(RawServer server, bool trusted) => WireOutcomeTests.HubOf(
        server, system => system with { Outbound = PipelineFixture.Loopback with { CaCertificates = trusted ? _certificates.AuthorityPem : null } }, scheme: "https");
}
