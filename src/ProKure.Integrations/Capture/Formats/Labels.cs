using System.Text;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Names and values as data: <c>{"name":"password","value":"…"}</c>, <c>&lt;add key="password" value="…"/&gt;</c>.</summary>
internal static class Labels
{
    /// <summary>Whether a field says what another holds.</summary>
    public static bool IsLabel(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => Is(name, "key"),
        4 => Is(name, "name") || Is(name, "type"),
        5 => Is(name, "field"),
        6 => Is(name, "header"),
        8 => Is(name, "property"),
        9 => Is(name, "parameter"),
        _ => false,
    };

    /// <summary>Whether a field holds what another names.</summary>
    public static bool IsValue(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 => Is(name, "val"),
        4 => Is(name, "data") || Is(name, "text"),
        5 => Is(name, "value"),
        6 => Is(name, "string"),
        7 => Is(name, "content"),
        _ => false,
    };

    private static bool Is(ReadOnlySpan<byte> name, string word) => (name[0] | 0x20) == word[0] && Ascii.EqualsIgnoreCase(name, word);
}
