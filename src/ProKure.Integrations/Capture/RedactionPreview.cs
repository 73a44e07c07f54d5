using System.Buffers;
using System.Text;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Validation;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Capture;

/// <summary>Shows what redaction would make of a body, and by which rule. Keeps nothing.</summary>
public static class RedactionPreview
{
    /// <summary>What is wrong with draft rules; empty for nothing. Paths begin with <c>rules</c>.</summary>
    public static IReadOnlyList<ConfigurationFault> Check(RedactionConfig draft)
    {
        var faults = new List<ConfigurationFault>();
        RedactionChecks.Check(new RowFaults(new ConfigurationKey(ConfigurationKind.Endpoint, null, "draft"), faults), "rules", draft);
        return faults;
    }

    /// <summary>Redacts a body as it would be before it is stored; it is not cut.</summary>
    /// <param name="configuration">Where the rules of organisation, system and endpoint come from.</param>
    /// <param name="systemCode">The system; null for the defaults alone.</param>
    /// <param name="endpointCode">Its endpoint; null for the system's rules alone.</param>
    /// <param name="draft">Rules to try besides those, checked before; null for none.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its content type; null for none.</param>
    public static RedactionPreviewResult Run(
        HubConfiguration configuration, string? systemCode, string? endpointCode, RedactionConfig? draft, ReadOnlySpan<byte> body, string? contentType)
    {
        var system = configuration.Systems.FirstOrDefault(stored => stored.Row.Code == systemCode)?.Row;
        var organization = configuration.Organizations.FirstOrDefault(stored => stored.Row.Code == system?.Organization)?.Row;
        var endpoint = configuration.Endpoints.FirstOrDefault(stored => stored.Row.SystemCode == systemCode && stored.Row.Code == endpointCode)?.Row;
        var owned = CaptureRules.Of(organization, system, endpoint);
        var rules = RedactionRules.With(draft is null ? owned : owned.Append(CaptureRules.Of("draft", draft)));
        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        var found = new RedactedFields();
        var writer = new RedactionWriter(rules, contentType, output, found);
        writer.Write(body);
        writer.Complete();
        return new RedactionPreviewResult(
            writer.Format == BodyFormat.Base64 ? Convert.ToBase64String(output.WrittenSpan) : Encoding.UTF8.GetString(output.WrittenSpan),
            writer.Format,
            found.Count,
            [.. found.Findings.Select(finding => new RedactedPlace(finding.Place, finding.Offset, finding.Rule))],
            found.IsFull);
    }
}

/// <summary>What redaction would make of a body.</summary>
/// <param name="Body">The redacted body.</param>
/// <param name="Format">What it is.</param>
/// <param name="Count">How many values are removed.</param>
/// <param name="Places">Where, each place and rule once.</param>
/// <param name="IsCut">True when there may be further places.</param>
public sealed record RedactionPreviewResult(string Body, BodyFormat Format, long Count, IReadOnlyList<RedactedPlace> Places, bool IsCut);

/// <summary>A place whose value is removed.</summary>
/// <param name="Place">Path or name: <c>payment.card</c>, <c>header X-Api-Key</c>, <c>text jwt</c>.</param>
/// <param name="Offset">Where the value, or the text around it, first begins: bytes from the start of the body.</param>
/// <param name="Rule">Why.</param>
public sealed record RedactedPlace(string Place, long Offset, RedactionRule Rule);
