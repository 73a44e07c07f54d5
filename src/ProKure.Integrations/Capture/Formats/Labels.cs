using System.Text;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Names and values as data: <c>{"name":"password","value":"…"}</c>, <c>&lt;add key="password" value="…"/&gt;</c>.</summary>
internal static class Labels
{
    private static readonly string[] LabelNames = ["name", "key", "field", "parameter", "header", "property", "type"];
    private static readonly string[] ValueNames = ["value", "val", "content", "data", "text", "string"];

    /// <summary>Whether a field says what another holds.</summary>
    public static bool IsLabel(ReadOnlySpan<byte> name) => IsOneOf(name, LabelNames);

    /// <summary>Whether a field holds what another names.</summary>
    public static bool IsValue(ReadOnlySpan<byte> name) => IsOneOf(name, ValueNames);

    private static bool IsOneOf(ReadOnlySpan<byte> name, string[] names)
    {
        if (name.Length > 9)
            return false;
        foreach (var one in names)
        {
            if (Ascii.EqualsIgnoreCase(name, one))
                return true;
        }

        return false;
    }
}
