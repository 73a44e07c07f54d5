namespace ProKure.Integrations.Execution.Pages;

/// <summary>A list cannot be fetched to its end.</summary>
/// <param name="code">What is wrong, as <c>PAGE_LOOP</c>.</param>
/// <param name="message">One sentence for the support person.</param>
internal sealed class PageException(string code, string message) : Exception(message)
{
    public const string Limit = "PAGE_LIMIT";
    public const string TooLarge = "PAGES_TOO_LARGE";
    public const string Loop = "PAGE_LOOP";
    public const string Link = "PAGE_LINK_REFUSED";

    public string Code => code;
}
