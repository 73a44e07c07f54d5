using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProKure.Integrations.Authentication;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>Makes a TLS connection of a connection: TLS 1.2 or newer, the certificate checked always.</summary>
/// <remarks>
/// Nothing is fetched while a certificate is checked, neither missing issuers nor revocation lists: the addresses to fetch them from stand in the certificate, and
/// calling those would go past the check of addresses.
/// </remarks>
internal sealed class TlsHandshake(string host, X509Certificate2Collection? authorities, ClientCertificate? certificate)
{
    private const string AskedForOne = "The server had asked for a client certificate, and the credential has none: that may be why.";
    private const string WasShownOne = "The server had been shown our client certificate: that it does not take it may be why.";
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private CertificateFault? _certificateFault;
    private bool _isAsked;

    /// <exception cref="ConnectionOpenException">It failed; says why.</exception>
    public async Task<SslStream> RunAsync(Socket socket, ConnectionObserver observer, CancellationToken cancellationToken)
    {
        var stream = new ObservedTlsStream(new OutboundSocketStream(socket, observer), observer, RefusalAfterwards);
        try
        {
            await stream.AuthenticateAsClientAsync(Options(), cancellationToken);
        }
        catch (Exception fault)
        {
            await stream.DisposeAsync();
            if (fault is AuthenticationException or IOException or CryptographicException)
                throw new ConnectionOpenException(Failure(fault, _certificateFault ?? TlsAlert.In(fault)?.AboutOurCertificate(certificate is not null, _isAsked)), fault);
            throw;
        }

        // One that we have is shown only where the server asks for it.
        if (certificate is null ? _isAsked : stream.IsMutuallyAuthenticated)
            stream.HintAtEnd = certificate is null ? AskedForOne : WasShownOne;
        return stream;
    }

    private AttemptFailure? RefusalAfterwards(Exception fault) =>
        TlsAlert.In(fault)?.AboutOurCertificateAfterwards(certificate is not null, _isAsked) is { } ours ? Failure(fault, ours) : null;

    private SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        CertificateChainPolicy = ChainPolicy(),
        ClientCertificateContext = certificate?.Context,
        LocalCertificateSelectionCallback = certificate is null ? ShowNone : null,
        RemoteCertificateValidationCallback = Check,
    };

    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.ApplicationPolicy.Add(ServerAuthentication);
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    // Never says yes to what the check refuses; it only keeps what the exception does not say.
    private bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None)
            _certificateFault = CertificateFault.Of(host, certificate as X509Certificate2, chain, errors);
        return errors == SslPolicyErrors.None;
    }

    // Called before the handshake too, and then without a certificate of the server.
    private X509Certificate ShowNone(object sender, string target, X509CertificateCollection ours, X509Certificate? theirs, string[] issuers)
    {
        _isAsked |= theirs is not null;
        return null!;
    }

    // Which certificate we show is a matter of configuration.
    private AttemptFailure Failure(Exception fault, CertificateFault? reason) => new()
    {
        Type = ErrorType.Tls,
        Phase = ErrorPhase.Tls,
        Side = _certificateFault is null && reason is not null ? ErrorSide.Configuration : ErrorSide.Theirs,
        Code = reason?.Code,
        Message = $"The TLS handshake failed: {reason?.Message ?? TlsAlert.Describe(fault) ?? (fault.InnerException ?? fault).Message}",
    };
}
