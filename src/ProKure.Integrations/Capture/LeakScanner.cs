using System.Security.Cryptography;
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

    // A small share of a large log is looked for in so many entries for each document that is wanted.
    private const int MaxEntriesPerDocument = 100;

    /// <summary>Scans the newest documents that meet a query.</summary>
    /// <param name="query">Which documents; its limit does not count.</param>
    /// <param name="most">The most documents, 1 to 1,000.</param>
    /// <param name="configuration">Where the rules of organisations, systems and endpoints come from.</param>
    /// <param name="sample">Which of them, and whether their whole bodies too.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <exception cref="StoreUnavailableException">A store is away.</exception>
    public async Task<LeakScan> ScanAsync(LogQuery query, int most, HubConfiguration configuration, LeakSample sample, CancellationToken cancellationToken)
    {
        var rules = new Dictionary<(string?, string?), PayloadCapture>();
        var leaks = new List<Leak>();
        var (scanned, seen) = (0, 0L);
        var (next, last) = (query.After, query.After);
        do
        {
            var page = await log.SearchAsync(query with { Limit = PageSize, After = next }, cancellationToken);
            next = LogCursor.TryParse(page.NextCursor, out var cursor) ? cursor : null;
            foreach (var entry in page.Items)
            {
                if (scanned == most)
                {
                    // The next scan begins right behind the last document of this one.
                    next = last;
                    break;
                }

                last = new LogCursor(entry.StartedAt, entry.RequestId);
                seen++;
                if (!sample.Has(entry.RequestId))
                    continue;
                scanned++;
                if (await log.FindAsync(entry.RequestId, cancellationToken) is not { } document)
                    continue;
                var key = (entry.SystemCode, entry.EndpointCode);
                if (!rules.TryGetValue(key, out var capture))
                    rules.Add(key, capture = CaptureOf(configuration, entry.SystemCode, entry.EndpointCode));
                Scan(document, capture, leaks);
                if (sample.LongBodies is { } bodies)
                    await ScanAsync(document, capture.Rules, bodies, leaks, cancellationToken);
            }
        }
        while (next is not null && scanned < most && seen < (long)most * MaxEntriesPerDocument);
        return new LeakScan(scanned, seen, leaks, next?.ToString());
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
            leaks.AddRange(found.Findings.Select(finding => LeakOf(entry, where, finding.Place, finding.Rule)));
        }
    }

    private static async Task ScanAsync(LogDocument document, RedactionRules rules, LongBodyScan bodies, List<Leak> leaks, CancellationToken cancellationToken)
    {
        foreach (var (where, payload) in new[] { ("request_body_ref", document.Request), ("response_body_ref", document.Response) })
        {
            if (payload?.Reference is not { } reference)
                continue;
            var found = new RedactedFields();
            await bodies.LookAsync(reference, rules, found, cancellationToken);
            leaks.AddRange(found.Findings.Select(finding => LeakOf(document.Entry, where, finding.Place, finding.Rule)));
        }
    }

    private static Leak LeakOf(LogEntry entry, string where, string place, RedactionRule rule) =>
        new(entry.RequestId, entry.SystemCode, entry.EndpointCode, entry.StartedAt, where, place, rule);

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
/// <param name="Seen">Of how many.</param>
/// <param name="Leaks">What looks like a secret.</param>
/// <param name="NextCursor">Where to go on with older documents; null when there are none.</param>
public sealed record LeakScan(int Scanned, long Seen, IReadOnlyList<Leak> Leaks, string? NextCursor);

/// <summary>Which documents a scan reads, and how far.</summary>
/// <param name="Share">The share of the documents that is read, over 0 to 1. It is always the same ones: their ids decide.</param>
/// <param name="LongBodies">Looks through bodies outside the log; null leaves them out.</param>
public sealed record LeakSample(double Share = 1, LongBodyScan? LongBodies = null)
{
    /// <summary>Whether the document with this id belongs to the share.</summary>
    public bool Has(Guid requestId) => Share >= 1 || BitConverter.ToUInt64(SHA256.HashData(requestId.ToByteArray())) < Share * ulong.MaxValue;
}

/// <summary>Something in a stored document that looks like a secret.</summary>
/// <param name="RequestId">The document.</param>
/// <param name="SystemCode">Its system.</param>
/// <param name="EndpointCode">Its endpoint.</param>
/// <param name="StartedAt">When its attempt began.</param>
/// <param name="Where">The field of the document: <c>request_body</c>, <c>error.message</c>, …</param>
/// <param name="Place">Path or name in it.</param>
/// <param name="Rule">The rule that would have caught it.</param>
public sealed record Leak(Guid RequestId, string? SystemCode, string? EndpointCode, DateTimeOffset StartedAt, string Where, string Place, RedactionRule Rule);
