using System.Buffers;
using System.Text;

namespace ProKure.Integrations.Repeats;

/// <summary>
/// What a caller names an invocation by, so that a repeat of it is known as one (draft-ietf-httpapi-idempotency-key-header). 1 to 255 characters of printable ASCII.
/// </summary>
public sealed record IdempotencyKey
{
    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 255;

    /// <summary>What a header must look like, for messages.</summary>
    public const string Form = "1 to 255 characters of printable ASCII, either in double quotes or without blank, comma, semicolon and quote";

    private static readonly SearchValues<char> Bare =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Except(['"', ',', ';', '\\'])]);

    private IdempotencyKey(string text) => Text = text;

    /// <summary>The key, without quotes.</summary>
    public string Text { get; }

    /// <summary>
    /// Reads a header's value: a string of RFC 9651 (section 3.3.3), as the draft has it, or the same without quotes, as most callers send it. Both forms of a key are the same key.
    /// </summary>
    public static bool TryParse(string? header, out IdempotencyKey? key)
    {
        key = null;
        var value = header?.Trim(' ', '\t') ?? "";
        var text = value.StartsWith('"') ? Unquote(value) : value.AsSpan().ContainsAnyExcept(Bare) ? null : value;
        if (text is not { Length: > 0 and <= MaxLength })
            return false;
        key = new IdempotencyKey(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string? Unquote(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var at = 1; at < value.Length; at++)
        {
            var c = value[at];
            if (c == '"')
                return at == value.Length - 1 ? text.ToString() : null;
            if (c == '\\' && (++at == value.Length || (c = value[at]) is not ('"' or '\\')))
                return null;
            if (c is < ' ' or > '~')
                return null;
            text.Append(c);
        }

        return null;
    }
}
