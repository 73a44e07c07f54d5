using System.Text;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>Replaces <c>${NAME}</c> and <c>${NAME:-default}</c> by environment variables; an empty variable counts as missing.</summary>
internal static class EnvironmentPlaceholders
{
    private const string Form = "${NAME} or ${NAME:-default}";

    /// <summary>The text with its placeholders replaced; what cannot be is reported, and null returned.</summary>
    public static string? Resolve(string text, Func<string, string?> getVariable, Action<string> addFault, bool takesDefault = true)
    {
        var resolved = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf("${", at, StringComparison.Ordinal);
            if (open < 0)
            {
                resolved.Append(text.AsSpan(at));
                break;
            }

            var close = text.IndexOf('}', open);
            if (close < 0)
            {
                addFault($"Expected {Form}, found no '}}' after the '${{' at index {open}.");
                return null;
            }

            if (ValueOf(text[(open + 2)..close], getVariable, addFault, takesDefault) is not { } value)
                return null;
            resolved.Append(text.AsSpan(at, open - at)).Append(value);
            at = close + 1;
        }

        return resolved.ToString();
    }

    /// <summary>Whether the text is one placeholder without default and nothing else.</summary>
    public static bool IsWhole(string text) =>
        text.StartsWith("${", StringComparison.Ordinal) && text.IndexOf('}', StringComparison.Ordinal) == text.Length - 1 && !text.Contains(":-", StringComparison.Ordinal);

    private static string? ValueOf(string placeholder, Func<string, string?> getVariable, Action<string> addFault, bool takesDefault)
    {
        var separator = placeholder.IndexOf(":-", StringComparison.Ordinal);
        var name = separator < 0 ? placeholder : placeholder[..separator];
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            addFault($"Expected {Form}, found {Shown.Value("${" + placeholder + "}")}.");
            return null;
        }

        if (getVariable(name) is { Length: > 0 } value)
            return value;
        if (separator >= 0)
            return placeholder[(separator + 2)..];
        addFault(takesDefault
            ? $"The environment variable {name} is not set, and the placeholder has no default (${{{name}:-default}})."
            : $"The environment variable {name} is not set.");
        return null;
    }
}
