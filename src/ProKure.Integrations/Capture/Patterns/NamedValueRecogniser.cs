using System.Buffers;
using System.Text;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>
/// The value of a sensitive name in a text without structure, or with one that is broken: <c>password=…</c>, <c>"api_key": "…"</c>,
/// <c>\"token\":\"…\"</c>, <c>&lt;iban&gt;…</c>. Found at the sign between name and value.
/// </summary>
internal sealed class NamedValueRecogniser(NameRules names)
{
    private const int MostBlanks = 8;
    private const int LongestEscapedName = 96;

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.%\\"u8);

    private static readonly string[] NoSecrets = ["null", "true", "false", "none", "undefined", "nil"];

    public bool TryMatch(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        if (text[at] == '>')
            return TryElement(text, at, out match);
        if (text[at] == ':' && text[(at + 1)..].StartsWith("//"u8))
            return false;
        var (end, isQuoted) = EndOfName(text, at);
        var name = text[..end];
        var rule = RuleOf(name);
        return rule is not null && TryValue(text, at, isQuoted, rule, IsForWholeLine(name), out match);
    }

    private RedactionRule? RuleOf(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return null;
        if (names.MatchEnd(name) is { } rule)
            return rule;
        var start = name.LastIndexOfAnyExcept(NameBytes) + 1;
        var last = name[Math.Max(start, name.Length - LongestEscapedName)..];
        if (!last.ContainsAny((byte)'%', (byte)'\\'))
            return null;
        Span<byte> plain = stackalloc byte[LongestEscapedName];
        return names.MatchEnd(plain[..Unescape(last, plain)]);
    }

    private static (int End, bool IsQuoted) EndOfName(ReadOnlySpan<byte> text, int at)
    {
        var end = at;
        while (end > 0 && at - end < MostBlanks && text[end - 1] is (byte)' ' or (byte)'\t')
            end--;
        var isQuoted = false;
        var beforeQuotes = end;
        while (end > 0 && beforeQuotes - end < MostBlanks && text[end - 1] is (byte)'"' or (byte)'\'' or (byte)'\\' or (byte)']' or (byte)'`')
        {
            isQuoted |= text[end - 1] is (byte)'"' or (byte)'\'';
            end--;
        }

        return (end, isQuoted);
    }

    private static bool TryValue(ReadOnlySpan<byte> text, int at, bool isQuoted, RedactionRule rule, bool forLine, out TextMatch match)
    {
        match = default;
        var sign = text[at];
        var start = at + 1;
        while (start < text.Length && start <= at + 2 && text[start] is (byte)'=' or (byte)'>')
            start++;
        var afterSign = start;
        while (start < text.Length && start - afterSign < 64 && (text[start] is (byte)' ' or (byte)'\t' || (isQuoted && text[start] is (byte)'\r' or (byte)'\n')))
            start++;
        var quote = start;
        while (quote < text.Length && text[quote] == '\\')
            quote++;
        var value = text[start..];
        if (quote < text.Length && text[quote] is (byte)'"' or (byte)'\'')
        {
            var inside = text[(quote + 1)..];
            if (Placeholder.Begins(inside) || inside.StartsWith(text[start..(quote + 1)]))
                return false;
            match = new TextMatch(quote + 1, quote + 1, rule) { Tail = Tail.Quoted, Quote = text[quote], Backslashes = quote - start };
            return true;
        }

        if (value.IsEmpty || Placeholder.Begins(value) || IsNoSecret(value) || IsPunctuation(value))
            return false;
        if (forLine)
        {
            start += SchemeRecogniser.Length(value) is > 0 and var scheme ? scheme + 1 : 0;
            if (Placeholder.Begins(text[start..].TrimStart((byte)' ')))
                return false;
            match = new TextMatch(start, start, rule) { Tail = Tail.Line };
            return true;
        }

        if (value[0] is (byte)'{' or (byte)'[')
        {
            match = new TextMatch(start, start, rule) { Tail = Tail.Bracketed };
            return true;
        }

        // One character is enough of a value; what ends a value cannot begin one.
        match = new TextMatch(start, start, rule) { Tail = sign == '=' ? Tail.Assigned : Tail.Listed };
        return new TailReader(match).Read(value[..1]) is (1, _);
    }

    private bool TryElement(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        var start = text[..at].LastIndexOfAny((byte)'<', (byte)' ', (byte)'>');
        if (start < 0 || text[start] != '<' || start + 1 >= at || text[start + 1] == '/' || text[at - 1] == '/')
            return false;
        if (names.MatchEnd(text[(start + 1)..at]) is not { } rule)
            return false;
        var value = text[(at + 1)..];
        if (value.IsEmpty || value[0] == '<' || Placeholder.Begins(value))
            return false;
        match = new TextMatch(at + 1, at + 1, rule) { Tail = Tail.Element };
        return true;
    }

    // (secret=) and "no token=, no call".
    private static bool IsPunctuation(ReadOnlySpan<byte> value) =>
        value[0] is (byte)')' or (byte)']' or (byte)'}' or (byte)',' or (byte)'.' && (value.Length == 1 || value[1] is (byte)' ' or (byte)'\r' or (byte)'\n');

    // An authorization of any scheme, and cookies, go on after blanks.
    private static bool IsForWholeLine(ReadOnlySpan<byte> name) => EndsWith(name, "authorization") || EndsWith(name, "cookie");

    private static bool EndsWith(ReadOnlySpan<byte> name, string end) =>
        name.Length >= end.Length && Ascii.EqualsIgnoreCase(name[^end.Length..], end);

    private static bool IsNoSecret(ReadOnlySpan<byte> value)
    {
        foreach (var word in NoSecrets)
        {
            if (value.Length >= word.Length && Ascii.EqualsIgnoreCase(value[..word.Length], word) && Words.EndsBefore(value, word.Length))
                return true;
        }

        return false;
    }

    // pass%77ord and pass\u0077ord.
    private static int Unescape(ReadOnlySpan<byte> name, Span<byte> plain)
    {
        var length = 0;
        for (var i = 0; i < name.Length; i++)
        {
            var digits = name[i] == '%' ? 2 : name[i] == '\\' && i + 1 < name.Length && name[i + 1] == 'u' ? 4 : 0;
            var first = i + (digits == 4 ? 2 : 1);
            if (digits > 0 && first + digits <= name.Length
                && int.TryParse(name.Slice(first, digits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
            {
                plain[length++] = code < 0x80 ? (byte)code : (byte)'?';
                i = first + digits - 1;
            }
            else if (name[i] != '\\')
            {
                plain[length++] = name[i];
            }
        }

        return length;
    }
}
