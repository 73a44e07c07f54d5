namespace ProKure.Integrations.Capture;

/// <summary>What stands in the place of a removed value, and a list of what was removed.</summary>
internal static class Redaction
{
    public const string Placeholder = "[REDACTED]";

    public static ReadOnlySpan<byte> PlaceholderJson => "\"[REDACTED]\""u8;
}

/// <summary>Collects the names of what redaction removed from one exchange, each once, in order.</summary>
internal sealed class RedactedFields
{
    private List<string>? _names;

    public IReadOnlyList<string> Names => _names ?? (IReadOnlyList<string>)[];

    public void Add(string name)
    {
        _names ??= [];
        if (!_names.Contains(name, StringComparer.Ordinal))
            _names.Add(name);
    }
}
