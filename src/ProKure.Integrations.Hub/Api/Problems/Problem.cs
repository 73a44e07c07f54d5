using System.Globalization;
using System.Text.Json;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api.Problems;

/// <summary>An answer that says what went wrong.</summary>
internal sealed class Problem(ProblemType type, string detail) : IResult
{
    public const string ContentType = "application/problem+json";

    public ProblemType Type => type;

    public IReadOnlyList<FieldFault>? Errors { get; init; }

    public string? Parameter { get; init; }

    public string? Expected { get; init; }

    public string? Found { get; init; }

    /// <summary>The attempt that it is about; null for none.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>How that attempt ended, as far as the log knows; null for none.</summary>
    public LogStatus? Outcome { get; init; }

    /// <summary>When to come again; null to say nothing about it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Problem InParameter(string name, string expected, string? found) =>
        new(ProblemTypes.InvalidParameter, $"Expected {name} to be {expected}, found {Shown.Text(found)}.")
        {
            Parameter = name,
            Expected = expected,
            Found = found,
        };

    public static Problem InConfiguration(IReadOnlyList<FieldFault> faults) =>
        new(ProblemTypes.InvalidConfiguration, faults.Count == 1 ? faults[0].Message : $"{faults.Count} faults were found; nothing was saved.") { Errors = faults };

    public static Problem InConfiguration(IEnumerable<ConfigurationFault> faults) =>
        InConfiguration([.. faults.Select(fault => new FieldFault(fault.Path, fault.Message, fault.Position))]);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ProblemResponse
            {
                Type = type.Uri,
                Title = type.Title,
                Status = type.Status,
                Detail = detail,
                Instance = httpContext.Request.Path,
                Errors = Errors,
                Parameter = Parameter,
                Expected = Expected,
                Found = Found,
                RequestId = RequestId,
                Outcome = Outcome is { } outcome ? WireName.Of(outcome) : null,
            },
            HubJson.Default.ProblemResponse);
        var response = httpContext.Response;
        response.StatusCode = type.Status;
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Seconds(wait);
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    /// <summary>The wait as the header states it: whole seconds, at least one (RFC 9110, section 10.2.3).</summary>
    public static string Seconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
