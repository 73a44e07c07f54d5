using System.Buffers;
using System.Text;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Capture;

/// <summary>Redacts bodies for tests, whole or in pieces.</summary>
internal static class Redact
{
    public static string Text(string body, string? contentType = null, RedactionRules? rules = null) => Body(body, contentType, rules).Text;

    public static RedactedBody Body(string body, string? contentType = null, RedactionRules? rules = null) =>
        Bytes(Encoding.UTF8.GetBytes(body), contentType, rules);

    /// <param name="body">The body.</param>
    /// <param name="contentType">Its content type.</param>
    /// <param name="rules">The rules; null for the defaults.</param>
    /// <param name="pieces">Lengths of the pieces, again and again; empty for all at once.</param>
    public static RedactedBody Bytes(byte[] body, string? contentType = null, RedactionRules? rules = null, params IReadOnlyList<int> pieces)
    {
        var output = new ArrayBufferWriter<byte>();
        var fields = new RedactedFields();
        var writer = new RedactionWriter(rules ?? RedactionRules.Default, contentType, output, fields);
        if (pieces.Count == 0)
            writer.Write(body);
        for (var (at, piece) = (0, 0); pieces.Count > 0 && at < body.Length; piece++)
        {
            var length = Math.Min(Math.Max(1, pieces[piece % pieces.Count]), body.Length - at);
            writer.Write(body.AsSpan(at, length));
            at += length;
        }

        writer.Complete();
        return new RedactedBody(Encoding.UTF8.GetString(output.WrittenSpan), writer.Format, fields);
    }

    public static RedactionRules Rules(params string[] fields) => RedactionRules.With([new OwnedRules("system", fields, [], [])]);
}

internal sealed record RedactedBody(string Text, BodyFormat Format, RedactedFields Fields)
{
    public IEnumerable<string> RuleIds => Fields.Findings.Select(finding => finding.Rule.Id);
}
