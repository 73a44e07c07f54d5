using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Transformation;

namespace ProKure.Integrations.Execution;

// The same steps prove that a credential works that prove who calls.
public sealed partial class InvocationPipeline
{
    /// <summary>Tests a credential: opens its secrets, asks for a token where there is one to ask for, and sends the probe request where one is configured. All of it is logged.</summary>
    /// <param name="order">What to test.</param>
    /// <param name="callerGone">Fires when nobody waits for the result any more.</param>
    /// <exception cref="ArgumentException">There is no such system or credential.</exception>
    public async Task<CredentialTestResult> TestCredentialAsync(CredentialTestOrder order, CancellationToken callerGone)
    {
        var (attempt, plan) = Probe(order);
        using var clock = new AttemptClock(plan.Timeout, _time, callerGone);
        var steps = new List<CredentialTestStep>();
        try
        {
            steps.Add(OpenSecrets(plan.Credential!));
            if (!steps[0].Succeeded)
                return new CredentialTestResult(steps);
            await _authentication.RunAsync(attempt, clock, isTest: true);
            if (plan.Credential!.Oauth2 is not null)
                steps.Add(attempt.Failure is { } failure ? Failed(CredentialTestPart.Token, failure) : new CredentialTestStep(CredentialTestPart.Token, true, "The token endpoint gave an access token."));
            if (attempt.Proceeds && plan.Credential.ProbePath is not null)
                steps.Add(await ProbeAsync(attempt, clock));
            return new CredentialTestResult(steps);
        }
        finally
        {
            attempt.Response?.Dispose();
        }
    }

    private CredentialTestStep OpenSecrets(CredentialConfig credential)
    {
        var (certificate, failure) = _authentication.TryOpen(credential);
        if (failure is not null)
            return Failed(CredentialTestPart.Secrets, failure);
        if (certificate is null)
            return new CredentialTestStep(CredentialTestPart.Secrets, true, credential.Secrets.IsEmpty ? "There are no secrets." : $"The secrets ({string.Join(", ", credential.Secrets.Fingerprints.Keys)}) can be read.");
        var shown = $"The certificate of {certificate.Subject} is valid until {certificate.NotAfter:yyyy-MM-dd}";
        return certificate.NotAfter > _time.GetUtcNow()
            ? new CredentialTestStep(CredentialTestPart.Secrets, true, $"{shown}.")
            : new CredentialTestStep(CredentialTestPart.Secrets, false, $"{shown}, which is past.", "CERTIFICATE_EXPIRED");
    }

    private async Task<CredentialTestStep> ProbeAsync(Attempt attempt, AttemptClock clock)
    {
        var permit = await _limit.EnterSystemAsync(attempt, clock, isQueued: false, TimeSpan.MaxValue);
        if (attempt.Failure is { } refusal)
            return Failed(CredentialTestPart.Probe, refusal);
        try
        {
            attempt.Phase = ErrorPhase.Send;
            await _execute.RunAsync(attempt, clock);
            if (attempt.Proceeds)
                await _capture.ReadAsync(attempt, clock);
        }
        finally
        {
            await _limit.LeaveAsync(permit, attempt);
        }

        if (attempt is { Proceeds: true, Response.IsSuccessStatus: false })
        {
            attempt.Phase = ErrorPhase.Outcome;
            attempt.Fail(ErrorType.HttpStatus, ErrorSide.Theirs, $"{attempt.Plan!.System.Code} answered HTTP {attempt.Response!.Status} to GET {attempt.Plan.Endpoint.Path}.", "PROBE_REFUSED");
        }

        var (document, _) = await _summarise.RunAsync(attempt);
        return document.Entry.Error is { } error
            ? new CredentialTestStep(CredentialTestPart.Probe, false, error.Message, error.Code ?? WireName.Of(error.Type), attempt.RequestId)
            : new CredentialTestStep(CredentialTestPart.Probe, true, $"{attempt.Plan!.System.Code} answered HTTP {attempt.Response!.Status} to GET {attempt.Plan.Endpoint.Path}.", null, attempt.RequestId);
    }

    private (Attempt Attempt, EndpointPlan Plan) Probe(CredentialTestOrder order)
    {
        var configuration = _resolve.Current.Configuration;
        var system = configuration.Systems.FirstOrDefault(stored => stored.Row.Code == order.SystemCode)?.Row
            ?? throw new ArgumentException($"There is no system {order.SystemCode}.", nameof(order));
        var credential = configuration.Credentials.FirstOrDefault(stored => stored.Row.Code == order.CredentialCode)?.Row
            ?? throw new ArgumentException($"There is no credential {order.CredentialCode}.", nameof(order));
        var organization = configuration.Organizations.FirstOrDefault(stored => stored.Row.Code == system.Organization)?.Row;
        var plan = new EndpointPlan
        {
            Endpoint = new EndpointConfig { SystemCode = system.Code, Code = CredentialTestOrder.EndpointCode, Method = "GET", Path = credential.ProbePath ?? "/" },
            Version = 0,
            System = system,
            SystemLimit = configuration.RateLimitPolicies.FirstOrDefault(stored => stored.Row.Code == system.RateLimitPolicy)?.Row,
            Credential = credential,
            Evaluation = MappingLanguage.EvaluationFor(new CodeMappings(system.Code, []), _time),
            Capture = new PayloadCapture(RedactionRules.With(CaptureRules.Of(organization, system, null))),
            Captured = system.Capture,
        };
        var invocation = new Invocation
        {
            SystemCode = system.Code,
            EndpointCode = CredentialTestOrder.EndpointCode,
            Payload = default,
            CorrelationId = CorrelationId.New(_time),
            Actor = order.Actor,
        };
        var attempt = new Attempt(invocation, _instance.Id, _time) { Plan = plan };
        attempt.Request = new OutgoingRequest(
            "GET", new Uri(system.BaseUrl.AbsoluteUri.TrimEnd('/') + plan.Endpoint.Path),
            [new("Accept", plan.Decoder.Accept), new("Accept-Encoding", ContentCodings.Accepted), .. system.Headers, new("X-Correlation-ID", invocation.CorrelationId.ToString()), new("traceparent", TraceParent.ForCall(invocation, attempt.RequestId))],
            null);
        return (attempt, plan);
    }

    private static CredentialTestStep Failed(CredentialTestPart part, AttemptFailure failure) =>
        new(part, false, failure.Message, failure.Code ?? WireName.Of(failure.Type));
}
