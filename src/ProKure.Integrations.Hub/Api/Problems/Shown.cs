namespace ProKure.Integrations.Hub.Api.Problems;

/// <summary>What a caller sent, as messages repeat it: quoted and short.</summary>
internal static class Shown
{
    private const int MaxLength = 80;

    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "nothing";
        var shown = text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "…");
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}
