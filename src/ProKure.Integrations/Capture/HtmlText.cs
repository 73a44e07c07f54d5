using System.Text.RegularExpressions;

namespace ProKure.Integrations.Capture;

/// <summary>What a person reads of a page: error pages say one sentence in kilobytes of tags.</summary>
internal static class HtmlText
{
    // Pages come from outside: no pattern may take longer than the page is.
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.Singleline;

    // What was cut off inside is unseen to its end.
    private static readonly Regex Unseen = new(@"<!--.*?(-->|\z)|<script\b.*?(</script\s*>|\z)|<style\b.*?(</style\s*>|\z)", Options);
    private static readonly Regex Tags = new(@"</?[a-z!][^>]*(>|\z)", Options);
    private static readonly Regex Blanks = new(@"\s+", Options);

    /// <summary>The text between the tags, on one line. Where nothing is left, the page as it is.</summary>
    /// <param name="html">The page, or its beginning.</param>
    public static string Of(string html)
    {
        var text = Blanks.Replace(Tags.Replace(Unseen.Replace(html, " "), " "), " ").Trim();
        return text.Length > 0 ? text : html;
    }
}
