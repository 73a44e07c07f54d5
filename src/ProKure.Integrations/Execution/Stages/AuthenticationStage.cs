using System.Security.Cryptography;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Authentication.Signing;
using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Outcomes;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>
/// Between steps 2 and 3, where the endpoint has a credential: obtains what the request proves with who calls. A token is asked for by an exchange of its own, with a log
/// document of its own whose parent is the call, and of whose bodies nothing is kept that is worth anything.
/// </summary>
internal sealed class AuthenticationStage(Authenticator authenticator, LimitStage limit, ExecuteStage execute, CaptureStage capture, SummariseStage summarise, TimeProvider time)
{
    private const int LongestTokenResponse = 256 * 1024;

    public static bool IsWanted(EndpointPlan plan) => plan.Credential is not null;

    /// <param name="attempt">The attempt.</param>
    /// <param name="clock">The call's time.</param>
    /// <param name="isTest">Asks for a new token also where one is at hand.</param>
    public async Task RunAsync(Attempt attempt, AttemptClock clock, bool isTest = false)
    {
        attempt.Phase = ErrorPhase.Resolve;
        var began = time.GetTimestamp();
        try
        {
            var material = authenticator.Materials.Of(attempt.Plan!.Credential!);
            attempt.Authentication = material.Fixed ?? await WithTokenAsync(attempt, material, clock, isTest);
        }
        catch (OperationCanceledException)
        {
            attempt.Fail(clock.FailureIn(ErrorPhase.Resolve));
        }
        catch (Exception fault) when (IsOfCredential(fault))
        {
            attempt.Fail(Unusable(attempt.Plan!.Credential!, fault));
        }

        attempt.Timings.TokenMs = time.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Opens a credential: its certificate, where it has one, or why it cannot be used.</summary>
    public (ClientCertificate? Certificate, AttemptFailure? Failure) TryOpen(CredentialConfig credential)
    {
        try
        {
            return (authenticator.Materials.Of(credential).Certificate, null);
        }
        catch (Exception fault) when (IsOfCredential(fault))
        {
            return (null, Unusable(credential, fault));
        }
    }

    /// <summary>Whether the answer says that the token is not valid: then nobody uses it again, and the request may be sent with another one.</summary>
    public void RefuseIfRefused(Attempt attempt)
    {
        if (attempt is { Failure.Code: CaptureStage.TokenRefused, Authentication.AccessToken: { } token })
            authenticator.Tokens.Refuse(attempt.Plan!.Credential!.Code, token);
    }

    private async Task<RequestAuthentication?> WithTokenAsync(Attempt attempt, CredentialMaterial material, AttemptClock clock, bool isTest)
    {
        var result = await authenticator.Tokens.GetAsync(material, refreshToken => ExchangeAsync(attempt, material, refreshToken, clock), isTest, clock.Ended);
        if (result.Failure is { } failure)
            attempt.Fail(failure);
        return result.AccessToken is { } token ? material.WithToken(token) : null;
    }

    private async Task<TokenAnswer> ExchangeAsync(Attempt attempt, CredentialMaterial material, string? refreshToken, AttemptClock clock)
    {
        var exchange = new Attempt(attempt, time)
        {
            Mark = new(Errand.PurposeKey, "TOKEN_REQUEST"),
            Confidential = new ConfidentialBodies(TokenRequest.Kept(material, refreshToken)),
            Authentication = new RequestAuthentication { Signer = RequestSigner.None, Mask = MaskOf(material, refreshToken), Certificate = material.Certificate },
            ResponseLimit = LongestTokenResponse,
            Request = TokenRequest.Of(material, refreshToken, time),
        };
        var isQueued = LimitStage.IsQueued(attempt);
        var permit = IsAtSystem(attempt.Plan!, exchange.Request.Url) ? await limit.EnterSystemAsync(exchange, clock, isQueued, AccessTokens.LongestTurn) : default;

        // What did not have its turn was no exchange; the call itself tells why.
        if (exchange.Failure is { } refusal)
        {
            clock.Ended.ThrowIfCancellationRequested();
            return new TokenAnswer(null, refusal with { Message = $"No access token could be had: {refusal.Message}" }, IsForAll: !isQueued);
        }

        TokenResponse? response = null;
        try
        {
            using var own = new AttemptClock(attempt.Plan!.Timeout < AccessTokens.LongestExchange ? attempt.Plan.Timeout : AccessTokens.LongestExchange, time, clock.Ended);
            await execute.RunAsync(exchange, own);
            if (exchange.Proceeds)
                await capture.ReadAsync(exchange, own);
            if (exchange.Proceeds)
                response = Judge(exchange);
            await summarise.RunAsync(exchange);
        }
        finally
        {
            await limit.LeaveAsync(permit, exchange);
            exchange.Response?.Dispose();
        }

        clock.Ended.ThrowIfCancellationRequested();
        return new TokenAnswer(response, exchange.Failure is { } failure ? Refusal(failure) : null);
    }

    // What is agreed with the system's owner is agreed for its address; whoever gives tokens elsewhere is somebody else.
    private static bool IsAtSystem(EndpointPlan plan, Uri tokenUrl) =>
        plan.System.BaseUrl.Port == tokenUrl.Port && plan.System.BaseUrl.IdnHost.Equals(tokenUrl.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static TokenResponse Judge(Attempt exchange)
    {
        exchange.Phase = ErrorPhase.Outcome;
        var (status, response) = (exchange.Response!.Status, TokenResponse.Read(exchange.Response.Body));
        exchange.Confidential!.ResponseNames = response.Names;
        if (response.Error is { } error && !exchange.Response.IsSuccessStatus)
            exchange.Fail(ErrorType.Authentication, SideOf(error), $"The token endpoint answered HTTP {status}: {error}{Explained(error)}", error.ToUpperInvariant());
        else if (!exchange.Response.IsSuccessStatus)
            exchange.Fail(ErrorType.Authentication, status is >= 400 and < 500 and not 408 and not 429 ? ErrorSide.Configuration : ErrorSide.Theirs, $"The token endpoint answered HTTP {status}.", "TOKEN_HTTP_STATUS");
        else if (response.Fault is { } fault)
            exchange.Fail(ErrorType.Authentication, ErrorSide.Theirs, $"The token endpoint's answer {fault}.", "TOKEN_UNREADABLE");
        return response;
    }

    // RFC 6749, section 5.2; the last two are those of the authorization endpoint, which token endpoints use as well.
    private static ErrorSide SideOf(string error) => error is "server_error" or "temporarily_unavailable" ? ErrorSide.Theirs : ErrorSide.Configuration;

    private static string Explained(string error) => error switch
    {
        "invalid_client" => " (client id, secret or key is wrong there).",
        "invalid_grant" => " (the refresh token is void: log in anew and give the new one).",
        "invalid_scope" => " (it does not give these scopes).",
        "unauthorized_client" => " (the client may not ask in this way).",
        "unsupported_grant_type" => " (it does not know this way of asking).",
        _ => ".",
    };

    // The call itself was not sent: whatever became of the exchange, it may be tried again.
    private static AttemptFailure Refusal(AttemptFailure failure) => failure with
    {
        Type = ErrorType.Authentication,
        Phase = ErrorPhase.Resolve,
        MayHaveBeenReceived = false,
        Code = failure.Type == ErrorType.Authentication ? failure.Code : $"TOKEN_{failure.Code ?? WireName.Of(failure.Type)}",
        Message = $"No access token could be had: {failure.Message}",
    };

    private static SecretMask MaskOf(CredentialMaterial material, string? refreshToken) =>
        refreshToken is null ? material.Mask : new SecretMask([.. material.Secrets.Values, refreshToken]);

    // Checked before it was saved; what stands there all the same (written by another version, or by hand) makes the credential unusable, never the hub.
    private static bool IsOfCredential(Exception fault) => fault is MasterKeyException or CryptographicException or FormatException or KeyNotFoundException;

    private static AttemptFailure Unusable(CredentialConfig credential, Exception fault) => new()
    {
        Type = ErrorType.Authentication,
        Phase = ErrorPhase.Resolve,
        Side = ErrorSide.Configuration,
        Code = "CREDENTIAL_UNUSABLE",
        Message = fault is MasterKeyException ? fault.Message : $"The credential {credential.Code} cannot be used as it is stored ({fault.GetType().Name}); give its secrets anew.",
    };
}
