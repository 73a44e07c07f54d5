using System.Buffers;

namespace ProKure.Integrations.Configuration.Validation;

internal static class PathChecks
{
    private const int MaxLength = 2_048;

    // RFC 3986, section 3.3: pchar and "/", besides percent-encoded octets.
    private static readonly SearchValues<char> LiteralCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/%");

    public static void Check(EndpointConfig endpoint, RowFaults faults)
    {
        var path = endpoint.Path;
        if (!CheckForm(faults, "path", path) || TryParse(path, faults) is not { } parsed)
            return;

        foreach (var part in parsed.Parts)
        {
            if (part.IsParameter)
                CheckName(part.Text, faults);
            else
                CheckLiteral(faults, "path", part.Text);
        }

        foreach (var name in endpoint.PathParameters.Keys.Except(parsed.Parameters, StringComparer.Ordinal))
            faults.Add(WirePath.Member("path_parameters", name), $"The path has no parameter {{{name}}}.{Suggestion.For(name, parsed.Parameters)}");
    }

    /// <summary>Checks a path that has no parameters.</summary>
    public static void CheckFixed(RowFaults faults, string field, string path)
    {
        if (CheckForm(faults, field, path))
            CheckLiteral(faults, field, path);
    }

    private static bool CheckForm(RowFaults faults, string field, string path)
    {
        if (path.Length > MaxLength)
        {
            faults.Add(field, $"Expected a path of at most {MaxLength} characters, found {path.Length}.");
            return false;
        }

        if (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal))
            faults.Add(field, $"Expected a path that starts with one '/', found {Shown.Value(path)}.");
        if (path.Split('/').Any(segment => segment is "." or ".."))
            faults.Add(field, $"Expected a path without '.' and '..' segments, found {Shown.Value(path)}.");
        return true;
    }

    private static EndpointPath? TryParse(string path, RowFaults faults)
    {
        try
        {
            return EndpointPath.Parse(path);
        }
        catch (FormatException fault)
        {
            faults.Add("path", fault.Message);
            return null;
        }
    }

    private static void CheckName(string name, RowFaults faults)
    {
        if (name.Length > ConfigurationCode.MaxLength || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            faults.Add("path", $"Expected a parameter name (letters, digits and '_', not starting with a digit) in braces, found {Shown.Value(name)}.");
    }

    private static void CheckLiteral(RowFaults faults, string field, string literal)
    {
        if (literal.AsSpan().IndexOfAnyExcept(LiteralCharacters) is var bad and >= 0)
        {
            faults.Add(field, literal[bad] == '?'
                ? "Expected no '?' in the path; parameters belong to the endpoint's query."
                : $"Expected {Shown.Value(literal[bad].ToString())} in the path to be percent-encoded.");
        }

        for (var i = literal.IndexOf('%', StringComparison.Ordinal); i >= 0; i = literal.IndexOf('%', i + 1))
        {
            if (i + 2 >= literal.Length || !char.IsAsciiHexDigit(literal[i + 1]) || !char.IsAsciiHexDigit(literal[i + 2]))
                faults.Add(field, $"Expected two hexadecimal digits after each '%', found {Shown.Value(literal[i..Math.Min(i + 3, literal.Length)])}.");
        }
    }
}
