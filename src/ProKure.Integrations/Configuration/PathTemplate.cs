using System.Buffers;
using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration;

/// <summary>An endpoint's path, taken apart: text and parameters in turn.</summary>
/// <param name="Parts">In the order of the path.</param>
internal sealed record PathTemplate(ImmutableArray<PathPart> Parts)
{
    private const int MaxLength = 2_048;

    // RFC 3986, section 3.3: pchar and "/", besides percent-encoded octets.
    private static readonly SearchValues<char> LiteralCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/%");

    /// <summary>The names in braces.</summary>
    public IEnumerable<string> Parameters => Parts.Where(part => part.IsParameter).Select(part => part.Text);

    /// <summary>Takes a path apart; what is wrong with it is added to <paramref name="faults"/>, and what could be understood is returned.</summary>
    public static PathTemplate Parse(string path, List<string> faults)
    {
        if (path.Length > MaxLength)
        {
            faults.Add($"Expected a path of at most {MaxLength} characters, found {path.Length}.");
            return new PathTemplate([]);
        }

        if (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal))
            faults.Add($"Expected a path that starts with one '/', found {Shown.Value(path)}.");
        if (path.Split('/').Any(segment => segment is "." or ".."))
            faults.Add($"Expected a path without '.' and '..' segments, found {Shown.Value(path)}.");

        var parts = ImmutableArray.CreateBuilder<PathPart>();
        for (var at = 0; at < path.Length;)
        {
            var open = path.IndexOf('{', at);
            var literal = path[at..(open < 0 ? path.Length : open)];
            CheckLiteral(literal, at, faults);
            if (literal.Length > 0)
                parts.Add(new PathPart(literal, IsParameter: false));
            if (open < 0)
                break;

            var close = path.IndexOf('}', open);
            if (close < 0)
            {
                faults.Add($"Expected '}}' after the '{{' at index {open}.");
                break;
            }

            AddParameter(path[(open + 1)..close], parts, faults);
            at = close + 1;
        }

        return new PathTemplate(parts.ToImmutable());
    }

    private static void AddParameter(string name, ImmutableArray<PathPart>.Builder parts, List<string> faults)
    {
        if (!IsParameterName(name))
            faults.Add($"Expected a parameter name (letters, digits and '_', not starting with a digit) in braces, found {Shown.Value(name)}.");
        else if (parts.Any(part => part.IsParameter && part.Text == name))
            faults.Add($"The parameter {{{name}}} stands in the path twice.");
        else
            parts.Add(new PathPart(name, IsParameter: true));
    }

    private static bool IsParameterName(string name) =>
        name.Length is > 0 and <= ConfigurationCode.MaxLength
        && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static void CheckLiteral(string literal, int offset, List<string> faults)
    {
        var bad = literal.AsSpan().IndexOfAnyExcept(LiteralCharacters);
        if (bad >= 0)
        {
            faults.Add(literal[bad] switch
            {
                '?' => $"Expected no '?' in the path (index {offset + bad}); parameters belong to the endpoint's query.",
                '}' => $"Expected '{{' before the '}}' at index {offset + bad}.",
                var c => $"Expected {Shown.Value(c.ToString())} at index {offset + bad} of the path to be percent-encoded.",
            });
        }

        for (var i = literal.IndexOf('%', StringComparison.Ordinal); i >= 0; i = literal.IndexOf('%', i + 1))
        {
            if (i + 2 >= literal.Length || !char.IsAsciiHexDigit(literal[i + 1]) || !char.IsAsciiHexDigit(literal[i + 2]))
                faults.Add($"Expected two hexadecimal digits after the '%' at index {offset + i}.");
        }
    }
}

/// <summary>A piece of a path.</summary>
/// <param name="Text">The text as it stands in the URL, or the parameter's name.</param>
/// <param name="IsParameter">Whether a value takes its place.</param>
internal readonly record struct PathPart(string Text, bool IsParameter);
