using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Capture;

/// <summary>
/// Reads stored log documents again with the rules of today and reports what would not be stored any more: what earlier rules let through. What is found is
/// named by place and rule, never shown.
/// </summary>
public sealed class LeakScanner(IIntegrationLogStore log)
{
    /// <summary>The most documents in one scan.</summary>
    public const int MaxDocuments = 1_000;

    private const int PageSize = 100;

    /// <summary>Scans the newest documents that meet a query.</summary>
    /// <param name="query">Which documents; its limit does not count.</param>
    /// <param name="most">The most documents, 1 to 1,000.</param>
    /// <param name="configuration">Where the rules of organisations, systems and endpoints come from.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public async Task<LeakScan> ScanAsync(LogQuery query, int most, HubConfiguration configuration, CancellationToken cancellationToken)
    {
        var rules = new Dictionary<(string?, string?), PayloadCapture>();
        var leaks = new List<Leak>();
        var scanned = 0;
        var next = query.After;
        do
        {
            var page = await log.SearchAsync(query with { Limit = Math.Min(PageSize, most - scanned), After = next }, cancellationToken);
            foreach (var entry in page.Items)
            {
                scanned++;
                if (await log.FindAsync(entry.RequestId, cancellationToken) is not { } document)
                    continue;
                var key = (entry.SystemCode, entry.EndpointCode);
                if (!rules.TryGetValue(key, out var capture))
                    rules.Add(key, capture = CaptureOf(configuration, entry.SystemCode, entry.EndpointCode));
                Scan(document, capture, leaks);
            }

            next = LogCursor.TryParse(page.NextCursor, out var cursor) ? cursor : null;
        }
        while (next is not null && scanned < most);
        return new LeakScan(scanned, leaks, next?.ToString());
    }

    /// <summary>Scans one document with the default rules.</summary>
    public static IReadOnlyList<Leak> Scan(LogDocument document)
    {
        var leaks = new List<Leak>();
        Scan(document, new PayloadCapture(RedactionRules.Default), leaks);
        return leaks;
    }

    private static void Scan(LogDocument document, PayloadCapture capture, List<Leak> leaks)
    {
        var entry = document.Entry;
        if (entry.RequestUrl is { } url)
            Look("request_url", found => capture.Url(url, found));
        if (entry.Error is { } error)
        {
            Look("error.message", found => capture.Message(error.Message, found));
            Look("error.stack_trace", found => capture.Message(error.StackTrace ?? "", found));
        }

        foreach (var (name, value) in entry.Context.Keys)
            Look($"context.keys.{name}", found => capture.Message(value, found));
        Look("context.entity_id", found => capture.Message(entry.Context.EntityId ?? "", found));
        Payload("request", document.Request);
        Payload("response", document.Response);

        void Payload(string side, CapturedPayload? payload)
        {
            if (payload is null)
                return;
            foreach (var (name, value) in payload.Headers)
                Look($"{side}_headers", found => capture.Header(name, value, found));
            if (!payload.Body.IsEmpty)
                Look($"{side}_body", found => capture.Body(Bytes(payload), null, found));
        }

        void Look(string where, Action<RedactedFields> redact)
        {
            var found = new RedactedFields();
            redact(found);
            leaks.AddRange(found.Findings.Select(finding =>
                new Leak(entry.RequestId, entry.SystemCode, entry.EndpointCode, entry.StartedAt, where, finding.Place, finding.Rule)));
        }
    }

    private static ReadOnlyMemory<byte> Bytes(CapturedPayload payload) => payload.Format == BodyFormat.Base64
        ? Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(payload.Body.Span))
        : payload.Body;

    // Rules that cannot be read (written by another version) do not keep the others from being applied.
    private static PayloadCapture CaptureOf(HubConfiguration configuration, string? systemCode, string? endpointCode)
    {
        var system = configuration.Systems.FirstOrDefault(stored => stored.Row.Code == systemCode)?.Row;
        var organization = configuration.Organizations.FirstOrDefault(stored => stored.Row.Code == system?.Organization)?.Row;
        var endpoint = configuration.Endpoints.FirstOrDefault(stored => stored.Row.SystemCode == systemCode && stored.Row.Code == endpointCode)?.Row;
        try
        {
            return new PayloadCapture(RedactionRules.With(CaptureRules.Of(organization, system, endpoint)));
        }
        catch (FormatException)
        {
            return new PayloadCapture(RedactionRules.Default);
        }
    }
}

/// <summary>What a scan found.</summary>
/// <param name="Scanned">How many documents were read.</param>
/// <param name="Leaks">What looks like a secret.</param>
/// <param name="NextCursor">Where to go on with older documents; null when there are none.</param>
public sealed record LeakScan(int Scanned, IReadOnlyList<Leak> Leaks, string? NextCursor);

/// <summary>Something in a stored document that looks like a secret.</summary>
/// <param name="RequestId">The document.</param>
/// <param name="SystemCode">Its system.</param>
/// <param name="EndpointCode">Its endpoint.</param>
/// <param name="StartedAt">When its attempt began.</param>
/// <param name="Where">The field of the document: <c>request_body</c>, <c>error.message</c>, …</param>
/// <param name="Place">Path or name in it.</param>
/// <param name="Rule">The rule that would have caught it.</param>
public sealed record Leak(Guid RequestId, string? SystemCode, string? EndpointCode, DateTimeOffset StartedAt, string Where, string Place, RedactionRule Rule);
