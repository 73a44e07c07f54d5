using System.Globalization;
using System.Text;

namespace ProKure.Integrations.Configuration;

/// <summary>What somebody wrote, as messages repeat it: quoted, on one line, not longer than a line.</summary>
internal static class Shown
{
    private const int MaxLength = 80;

    public static string Value(string? text) => text is null ? "nothing" : Quoted(text, '\'');

    public static string Quoted(string text, char quote)
    {
        var shown = new StringBuilder().Append(quote);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                shown.Append(c);
        }

        return shown.Append(text.Length > MaxLength ? "…" : "").Append(quote).ToString();
    }
}
