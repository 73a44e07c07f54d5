using System.Globalization;
using System.Text.RegularExpressions;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Invoke;
using ProKure.Integrations.Hub.Api.Problems;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed partial class ProblemTypesTests
{
    [Fact]
    public async Task Reference_DocumentsEveryTypeWithItsStatus_AndNoOther()
    {
        var reference = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "problems.md"), TestContext.Current.CancellationToken);

        var documented = Row().Matches(reference)
            .Select(row => $"{row.Groups["type"].Value} {row.Groups["status"].Value}").Order(StringComparer.Ordinal);
        var defined = ProblemTypes.All.Select(type => string.Create(CultureInfo.InvariantCulture, $"{type.Uri} {type.Status}")).Order(StringComparer.Ordinal);
        Assert.Equal(defined, documented, StringComparer.Ordinal);
    }

    [Fact]
    public void Slugs_AreDistinct() => Assert.Equal(ProblemTypes.All.Count, ProblemTypes.All.Select(type => type.Slug).Distinct(StringComparer.Ordinal).Count());

    [Theory]
    [InlineData(ErrorType.Configuration, ErrorPhase.Resolve, "UNKNOWN_SYSTEM", "unknown-system", 404)]
    [InlineData(ErrorType.Configuration, ErrorPhase.Resolve, "UNKNOWN_ENDPOINT", "unknown-endpoint", 404)]
    [InlineData(ErrorType.Configuration, ErrorPhase.Resolve, "SYSTEM_DISABLED", "system-disabled", 409)]
    [InlineData(ErrorType.Configuration, ErrorPhase.Resolve, "ENDPOINT_DISABLED", "endpoint-disabled", 409)]
    [InlineData(ErrorType.Configuration, ErrorPhase.Resolve, "UNUSABLE_CONFIGURATION", "unusable-configuration", 409)]
    [InlineData(ErrorType.Authentication, ErrorPhase.Resolve, null, "authentication-failed", 502)]
    [InlineData(ErrorType.RateLimit, ErrorPhase.Resolve, null, "rate-limited", 429)]
    [InlineData(ErrorType.CircuitOpen, ErrorPhase.Resolve, null, "circuit-open", 503)]
    [InlineData(ErrorType.Transform, ErrorPhase.Transform, "T2001", "mapping-failed", 422)]
    [InlineData(ErrorType.Transform, ErrorPhase.Transform, "MISSING_CODE", "missing-code", 422)]
    [InlineData(ErrorType.Transform, ErrorPhase.Outcome, "MISSING_CODE", "answer-mapping-failed", 502)]
    [InlineData(ErrorType.Transform, ErrorPhase.Transform, "HUB_FAULT", "hub-fault", 500)]
    [InlineData(ErrorType.Dns, ErrorPhase.Dns, null, "name-not-resolved", 502)]
    [InlineData(ErrorType.Connect, ErrorPhase.Connect, null, "connect-failed", 502)]
    [InlineData(ErrorType.Tls, ErrorPhase.Tls, null, "tls-failed", 502)]
    [InlineData(ErrorType.Send, ErrorPhase.Send, null, "send-failed", 502)]
    [InlineData(ErrorType.Timeout, ErrorPhase.Wait, null, "timeout", 504)]
    [InlineData(ErrorType.Response, ErrorPhase.Receive, "RESPONSE_TOO_LARGE", "unusable-answer", 502)]
    [InlineData(ErrorType.HttpStatus, ErrorPhase.Outcome, null, "http-status", 502)]
    [InlineData(ErrorType.BusinessRule, ErrorPhase.Outcome, null, "business-rule", 422)]
    [InlineData(ErrorType.Cancelled, ErrorPhase.Wait, null, "cancelled", 499)]
    [InlineData(ErrorType.LogUnavailable, ErrorPhase.Log, null, "log-unavailable", 503)]
    [InlineData(ErrorType.ProcessLost, ErrorPhase.Send, null, "hub-fault", 500)]
    public void Of_Failure_IsTheProblemOfItsCause(ErrorType type, ErrorPhase phase, string? code, string slug, int status)
    {
        var problem = InvokeProblems.Of(new AttemptFailure { Type = type, Phase = phase, Side = ErrorSide.Ours, Message = "m", Code = code });

        Assert.Equal((slug, status), (problem.Slug, problem.Status));
        Assert.Contains(problem, InvokeProblems.All);
    }

    [GeneratedRegex(@"^\| `(?<type>/problems/[a-z-]+)` \| (?<status>\d+) \| [^|]+ \| [^|]+ \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
