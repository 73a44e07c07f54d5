using ProKure.Integrations.Circuits;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Tests.Circuits;

public sealed class CircuitVerdictTests
{
    [Theory]
    [InlineData(ErrorType.Dns, ErrorPhase.Dns, ErrorSide.Theirs, null, null, CircuitVerdict.Fails)]
    [InlineData(ErrorType.Connect, ErrorPhase.Connect, ErrorSide.Theirs, null, null, CircuitVerdict.Fails)]
    [InlineData(ErrorType.Tls, ErrorPhase.Tls, ErrorSide.Theirs, null, null, CircuitVerdict.Fails)]
    [InlineData(ErrorType.Send, ErrorPhase.Send, ErrorSide.Theirs, null, null, CircuitVerdict.Fails)]
    [InlineData(ErrorType.Timeout, ErrorPhase.Wait, ErrorSide.Theirs, null, null, CircuitVerdict.Fails)]
    [InlineData(ErrorType.Timeout, ErrorPhase.Receive, ErrorSide.Theirs, 200, null, CircuitVerdict.Fails)]
    [InlineData(ErrorType.Response, ErrorPhase.Wait, ErrorSide.Theirs, null, null, CircuitVerdict.Fails)]
    [InlineData(ErrorType.Response, ErrorPhase.Receive, ErrorSide.Theirs, 200, "RESPONSE_INCOMPLETE", CircuitVerdict.Fails)]
    [InlineData(ErrorType.HttpStatus, ErrorPhase.Outcome, ErrorSide.Theirs, 500, null, CircuitVerdict.Fails)]
    [InlineData(ErrorType.HttpStatus, ErrorPhase.Outcome, ErrorSide.Theirs, 503, null, CircuitVerdict.Fails)]
    [InlineData(ErrorType.HttpStatus, ErrorPhase.Outcome, ErrorSide.Theirs, 429, null, CircuitVerdict.Works)]
    [InlineData(ErrorType.HttpStatus, ErrorPhase.Outcome, ErrorSide.Theirs, 404, null, CircuitVerdict.Works)]
    [InlineData(ErrorType.BusinessRule, ErrorPhase.Outcome, ErrorSide.Theirs, 200, null, CircuitVerdict.Works)]
    [InlineData(ErrorType.BusinessRule, ErrorPhase.Outcome, ErrorSide.Theirs, 500, "SOAP_FAULT", CircuitVerdict.Works)]
    [InlineData(ErrorType.Response, ErrorPhase.Outcome, ErrorSide.Theirs, 200, "RESPONSE_NOT_JSON", CircuitVerdict.Works)]
    [InlineData(ErrorType.Response, ErrorPhase.Receive, ErrorSide.Theirs, 200, "RESPONSE_TOO_LARGE", CircuitVerdict.Works)]
    [InlineData(ErrorType.Authentication, ErrorPhase.Outcome, ErrorSide.Theirs, 403, "CSRF_REFUSED", CircuitVerdict.Works)]
    [InlineData(ErrorType.Transform, ErrorPhase.Outcome, ErrorSide.Configuration, 200, null, CircuitVerdict.Works)]
    [InlineData(ErrorType.Configuration, ErrorPhase.Connect, ErrorSide.Configuration, null, "ADDRESS_REFUSED", CircuitVerdict.Nothing)]
    [InlineData(ErrorType.Cancelled, ErrorPhase.Wait, ErrorSide.Ours, null, null, CircuitVerdict.Nothing)]
    [InlineData(ErrorType.LogUnavailable, ErrorPhase.Log, ErrorSide.Ours, null, null, CircuitVerdict.Nothing)]
    internal void Of_AFailure_CountsTheirFaultsAlone(ErrorType type, ErrorPhase phase, ErrorSide side, int? status, string? code, CircuitVerdict expected) =>
        Assert.Equal(expected, CircuitVerdicts.Of(new AttemptFailure { Type = type, Phase = phase, Side = side, Message = "m", Code = code }, status));

    [Theory]
    [InlineData(200, CircuitVerdict.Works)]
    [InlineData(302, CircuitVerdict.Works)]
    [InlineData(502, CircuitVerdict.Fails)]
    internal void Of_AnAnswer_IsOfItsStatus(int status, CircuitVerdict expected) => Assert.Equal(expected, CircuitVerdicts.Of(null, status));
}
