using System.Buffers.Text;
using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Tests.Authentication.Tokens;
using ProKure.Integrations.Tests.Execution.Connections;

namespace ProKure.Integrations.Tests.Authentication;

/// <summary>Client certificates in real handshakes, and signed assertions that the other side checks.</summary>
public sealed class CertificateAndAssertionTests : IDisposable
{
    private readonly TestCertificates _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("pem")]
    [InlineData("pem+key")]
    [InlineData("pem+encrypted")]
    [InlineData("pfx")]
    public async Task Certificate_InEachForm_IsShownInTheHandshake(string form)
    {
        using var certificate = TestCertificates.SelfSigned();
        await using var server = await StartAsync();
        await using var hub = await HubAsync(server, new CredentialConfig { Code = "CERT", Type = CredentialType.ClientCertificate, Given = Given(Secrets(certificate, form)) });

        var result = await hub.CallAsync();

        Assert.Equal((LogStatus.Success, $"\"{certificate.Thumbprint}\""), (result.Status, Encoding.UTF8.GetString(result.Response.Span)));
    }

    [Theory]
    [InlineData("-tls1_2", "pem")]
    [InlineData("-tls1_3", "pfx")]
    public async Task Certificate_ThatTheServerDemands_ProvesWhoCalls(string protocol, string form)
    {
        using var certificate = _authority.Client();
        await using var server = await OpenSslServer.StartAsync(_authority, protocol);
        await using var hub = await HubAsync(server.Url, new CredentialConfig { Code = "CERT", Type = CredentialType.ClientCertificate, Given = Given(Secrets(certificate, form)) });

        var result = await hub.CallAsync();

        Assert.True(result.Status == LogStatus.Success, result.Failure?.Message);
        Assert.Equal("""{"up":true}""", Encoding.UTF8.GetString(result.Response.Span));
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Certificate_ThatTheServerDemands_AndIsAnotherOrMissing_EndsTheHandshakeAndSaysWhatIsWrong(string protocol)
    {
        using var stranger = TestCertificates.SelfSigned();
        await using var server = await OpenSslServer.StartAsync(_authority, protocol);
        await using var unknown = await HubAsync(server.Url, new CredentialConfig { Code = "CERT", Type = CredentialType.ClientCertificate, Given = Given(Secrets(stranger, "pfx")) });
        await using var without = await HubAsync(server.Url, null);

        AssertRefused(
            await unknown.CallAsync(), "CLIENT_CERTIFICATE_REFUSED", "The TLS handshake failed: the server refuses our client certificate: it does not know the authority that issued it.");
        AssertRefused(
            await without.CallAsync(), "CLIENT_CERTIFICATE_REQUIRED", "The TLS handshake failed: the server wants a client certificate, and the credential has none.");
    }

    [Theory]
    [InlineData(false, "The server had asked for a client certificate, and the credential has none: that may be why.")]
    [InlineData(true, "The server had been shown our client certificate: that it does not take it may be why.")]
    public async Task Certificate_ThatTheServerAsksFor_AndThenHangsUpWithoutAWord_IsHintedAt(bool isShown, string hint)
    {
        using var certificate = TestCertificates.SelfSigned();
        await using var server = new RawServer(async connection =>
        {
            await connection.TlsAsync(_authority.Valid(), asksForACertificate: true);
            await connection.ReadRequestAsync();
        });
        await using var hub = await HubAsync(
            $"https://127.0.0.1:{server.Port}", isShown ? new CredentialConfig { Code = "CERT", Type = CredentialType.ClientCertificate, Given = Given(Secrets(certificate, "pfx")) } : null);

        var result = await hub.CallAsync();

        WireOutcomeTests.AssertFailed(result, ErrorType.Response, ErrorPhase.Wait, received: true);
        Assert.EndsWith(hint, result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_TogetherWithAToken_ProvesBoth()
    {
        using var certificate = TestCertificates.SelfSigned();
        await using var server = await StartAsync();
        await using var hub = await HubAsync(
            server, new CredentialConfig { Code = "BOTH", Type = CredentialType.Bearer, Given = Given([("token", "static-token-1"), .. Secrets(certificate, "pfx")]) }, "/authorization");

        var result = await hub.CallAsync();

        Assert.Equal(LogStatus.Success, result.Status);
        Assert.Equal($"\"[REDACTED] {certificate.Thumbprint}\"", Encoding.UTF8.GetString(result.Response.Span).Replace("Bearer ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Certificates_OfTwoCredentials_DoNotShareConnections()
    {
        using var one = TestCertificates.SelfSigned();
        using var two = TestCertificates.SelfSigned();
        await using var server = await StartAsync();
        await using var first = await HubAsync(server, new CredentialConfig { Code = "CERT", Type = CredentialType.ClientCertificate, Given = Given(Secrets(one, "pfx")) });
        await using var none = await HubAsync(server, null);

        Assert.Equal($"\"{one.Thumbprint}\"", Encoding.UTF8.GetString((await first.CallAsync()).Response.Span));
        Assert.Equal("\"\"", Encoding.UTF8.GetString((await none.CallAsync()).Response.Span));
    }

    [Theory]
    [InlineData(JwtAlgorithm.Rs256)]
    [InlineData(JwtAlgorithm.Ps256)]
    [InlineData(JwtAlgorithm.Es256)]
    public async Task Assertion_InEachAlgorithm_VerifiesWithThePublicKey(JwtAlgorithm algorithm)
    {
        await using var server = await TokenServer.StartAsync();
        using AsymmetricAlgorithm key = algorithm == JwtAlgorithm.Es256 ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048);
        var credential = new CredentialConfig
        {
            Code = "JWT",
            Type = CredentialType.Oauth2ClientCredentials,
            Oauth2 = new Oauth2Config { TokenUrl = server.TokenUrl, ClientId = "hub", ClientAuth = Oauth2ClientAuth.PrivateKeyJwt, JwtAlgorithm = algorithm, JwtKeyId = "kid-1" },
            Given = Given([(SecretNames.PrivateKey, key.ExportPkcs8PrivateKeyPem())]),
        };
        await using var hub = await WireHub.StartAsync(server.Url, credential: credential);

        Assert.Equal(LogStatus.Success, (await hub.CallAsync()).Status);

        var form = Assert.Single(server.Asked).Form;
        Assert.Equal(("hub", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), (form["client_id"], form["client_assertion_type"]));
        var parts = form["client_assertion"].Split('.');
        var (signed, signature) = (Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
        Assert.True(key switch
        {
            ECDsa ecdsa => ecdsa.VerifyData(signed, signature, HashAlgorithmName.SHA256),
            RSA rsa => rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, algorithm == JwtAlgorithm.Ps256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            _ => false,
        });
        var (header, claims) = (Json(parts[0]), Json(parts[1]));
        Assert.Equal((WireName.Of(algorithm), "kid-1"), (header.GetProperty("alg").GetString(), header.GetProperty("kid").GetString()));
        Assert.Equal(("hub", "hub", server.TokenUrl.AbsoluteUri), (claims.GetProperty("iss").GetString(), claims.GetProperty("sub").GetString(), claims.GetProperty("aud").GetString()));
        Assert.Equal(300, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [Fact]
    public async Task Assertion_ByAnEncryptedKey_HasAnIdOfItsOwnEachTime()
    {
        await using var server = await TokenServer.StartAsync();
        server.OnToken = (_, context) => server.GiveAsync(context, "\"expires_in\":0");
        using var key = RSA.Create(2048);
        var credential = new CredentialConfig
        {
            Code = "JWT",
            Type = CredentialType.Oauth2ClientCredentials,
            Oauth2 = new Oauth2Config { TokenUrl = server.TokenUrl, ClientId = "hub", ClientAuth = Oauth2ClientAuth.PrivateKeyJwt, JwtAudience = "https://login.example/realm" },
            Given = Given(
            [
                (SecretNames.PrivateKey, key.ExportEncryptedPkcs8PrivateKeyPem("key-password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))),
                (SecretNames.PrivateKeyPassword, "key-password"),
            ]),
        };
        await using var hub = await WireHub.StartAsync(server.Url, credential: credential);

        Assert.Equal((LogStatus.Success, LogStatus.Success), ((await hub.CallAsync()).Status, (await hub.CallAsync()).Status));

        var claims = server.Asked.Select(asked => Json(asked.Form["client_assertion"].Split('.')[1])).ToList();
        Assert.All(claims, claim => Assert.Equal("https://login.example/realm", claim.GetProperty("aud").GetString()));
        Assert.Equal(2, claims.Select(claim => claim.GetProperty("jti").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    private static JsonElement Json(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;

    private async Task<WireHub> HubAsync(WebApplication server, CredentialConfig? credential, string path = "/thumbprint") => await WireHub.StartAsync(
        server.Urls.First(),
        system: system => system with { Outbound = system.Outbound with { CaCertificates = _authority.AuthorityPem } },
        endpoint: endpoint => endpoint with { Path = path },
        credential: credential);

    // Nothing of the request was looked at, whatever TLS 1.3 had sent already.
    private static void AssertRefused(InvocationResult result, string code, string message) => Assert.Equal(
        (ErrorType.Tls, ErrorPhase.Tls, ErrorSide.Configuration, code, message, true),
        (result.Failure!.Type, result.Failure.Phase, result.Failure.Side, result.Failure.Code, result.Failure.Message, result.Failure.CertainlyNotReceived));

    private Task<WireHub> HubAsync(string url, CredentialConfig? credential) => WireHub.StartAsync(
        url,
        system: system => system with { Outbound = system.Outbound with { CaCertificates = _authority.AuthorityPem } },
        endpoint: endpoint => endpoint with { Method = "GET", Path = "/ping" },
        credential: credential);

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        var certificate = _authority.Valid();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        })));
        var app = builder.Build();
        app.MapPost("/thumbprint", (HttpContext context) => Results.Json(context.Connection.ClientCertificate?.Thumbprint ?? ""));
        app.MapPost("/authorization", (HttpContext context) => Results.Json($"{context.Request.Headers.Authorization} {context.Connection.ClientCertificate?.Thumbprint}"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static (string Name, string Secret)[] Secrets(X509Certificate2 certificate, string form)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        var pem = certificate.ExportCertificatePem();
        return form switch
        {
            "pem" => [(SecretNames.Certificate, $"{pem}\n{key.ExportPkcs8PrivateKeyPem()}")],
            "pem+key" => [(SecretNames.Certificate, pem), (SecretNames.CertificateKey, key.ExportPkcs8PrivateKeyPem())],
            "pem+encrypted" =>
            [
                (SecretNames.Certificate, pem), (SecretNames.CertificatePassword, "key-password"),
                (SecretNames.CertificateKey, key.ExportEncryptedPkcs8PrivateKeyPem("key-password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))),
            ],
            _ => [(SecretNames.Pfx, Convert.ToBase64String(certificate.Export(X509ContentType.Pfx, "pfx-password"))), (SecretNames.CertificatePassword, "pfx-password")],
        };
    }

    private static ImmutableSortedDictionary<string, SecretText> Given(IEnumerable<(string Name, string Secret)> secrets) =>
        secrets.ToImmutableSortedDictionary(secret => secret.Name, secret => new SecretText(secret.Secret), StringComparer.Ordinal);
}
