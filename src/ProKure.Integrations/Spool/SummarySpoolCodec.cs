using System.Text.Json;
using ProKure.Integrations.Analytics;

namespace ProKure.Integrations.Spool;

/// <summary>Summaries as they stand in the spool.</summary>
internal static class SummarySpoolCodec
{
    public static List<SpoolRecord> Encode(IReadOnlyList<RequestSummary> summaries) =>
        [.. summaries.Select(summary => new SpoolRecord(JsonSerializer.SerializeToUtf8Bytes(summary, SpoolJson.Default.RequestSummary)))];

    /// <exception cref="JsonException">The record is no summary.</exception>
    public static RequestSummary Decode(SpooledRecord record) =>
        JsonSerializer.Deserialize(record.Entry.Span, SpoolJson.Default.RequestSummary) ?? throw new JsonException("Expected a summary, found null.");
}
