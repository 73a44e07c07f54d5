using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ProKure.Integrations.Capture.Formats;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture;

/// <summary>
/// Takes out of a message what redaction takes out of the document that the message is about. A mapping that stumbles over a value names it, and there the value has lost its own name, by which
/// the rules know it.
/// </summary>
/// <remarks>What a mapping made of a value (in capitals, a part of it) is not known here.</remarks>
internal sealed class QuotedValues
{
    // Shorter values count only where they stand by themselves: they would turn up in any amount or code.
    private const int ShortestAnywhere = 6;
    private const int Shortest = 3;

    // So much of a value that was cut tells that it is the value.
    private const int ShortestCut = 16;
    private const char Cut = '…';

    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly HashSet<string> _forms = new(StringComparer.Ordinal);

    /// <summary>Gathers what the rules take out of JSON documents.</summary>
    public QuotedValues(RedactionRules rules, params ReadOnlySpan<ReadOnlyMemory<byte>> documents)
    {
        foreach (var document in documents)
        {
            if (!document.IsEmpty)
                Gather(rules, document.Span);
        }
    }

    /// <summary>The message without them.</summary>
    public string Remove(string message)
    {
        foreach (var form in _forms.OrderByDescending(form => form.Length))
            message = Remove(message, form);
        return message;
    }

    // Redaction changes values and nothing else, so both texts have the same tokens; a whole object or array becomes one text.
    private void Gather(RedactionRules rules, ReadOnlySpan<byte> json)
    {
        var written = new Scratch();
        if (!WholeContent.TryRedact(new RedactionScope(rules, new RedactedFields()), json, written))
            return;
        try
        {
            var before = new Utf8JsonReader(json, AnyDepth);
            var after = new Utf8JsonReader(written.Written, AnyDepth);
            while (before.Read() && after.Read())
            {
                if (before.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && after.TokenType == JsonTokenType.String)
                    GatherAll(ref before);
                else if (!before.ValueSpan.SequenceEqual(after.ValueSpan))
                    Add(ref before);
            }
        }
        catch (JsonException)
        {
            // It is no JSON, and no mapping has read it.
        }
    }

    private void GatherAll(ref Utf8JsonReader reader)
    {
        for (var depth = reader.CurrentDepth; reader.Read() && reader.CurrentDepth > depth;)
            Add(ref reader);
    }

    // As it is, and as the two ways to write JSON write it.
    private void Add(ref Utf8JsonReader reader)
    {
        var value = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => "",
        };
        if (value.Length < Shortest)
            return;
        _forms.Add(value);
        _forms.Add(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value));
        _forms.Add(JavaScriptEncoder.Default.Encode(value));
    }

    private static string Remove(string message, string form)
    {
        StringBuilder? kept = null;
        var copied = 0;
        var head = form[..Math.Min(form.Length, ShortestCut)];
        for (var at = message.IndexOf(head, StringComparison.Ordinal); at >= 0; at = message.IndexOf(head, Math.Max(at + 1, copied), StringComparison.Ordinal))
        {
            var length = message.AsSpan(at).CommonPrefixLength(form);
            if (!IsValue(message, at, length, form))
                continue;
            kept ??= new StringBuilder();
            kept.Append(message, copied, at - copied).Append(Placeholder.Text);
            copied = at + length;
        }

        return kept is null ? message : kept.Append(message, copied, message.Length - copied).ToString();
    }

    private static bool IsValue(string message, int at, int length, string form)
    {
        if (length < form.Length)
            return at + length < message.Length && message[at + length] == Cut;
        return length >= ShortestAnywhere || (!IsWord(message, at - 1) && !IsWord(message, at + length));
    }

    private static bool IsWord(string message, int at) => at >= 0 && at < message.Length && char.IsLetterOrDigit(message[at]);
}
