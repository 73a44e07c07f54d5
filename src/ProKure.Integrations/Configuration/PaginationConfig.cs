namespace ProKure.Integrations.Configuration;

/// <summary>How the pages of a list are fetched one after the other and merged. Expressions see a page's decoded body, and <c>$status</c> and <c>$headers</c>.</summary>
public sealed record PaginationConfig
{
    /// <summary>How a page leads to the next one.</summary>
    public required PaginationStyle Style { get; init; }

    /// <summary>JSONata that gives the items of a page.</summary>
    public required string Items { get; init; }

    /// <summary>
    /// JSONata that gives what leads on, nothing on the last page. Of LINK: the next page's URL; null takes the Link header. Of CURSOR: the next value of the
    /// parameter. Of PAGE_NUMBER: whether there are more pages; null goes on until a page has no items.
    /// </summary>
    public string? Next { get; init; }

    /// <summary>The query parameter that carries page number or cursor; null with LINK.</summary>
    public string? Parameter { get; init; }

    /// <summary>The number of the first page, with PAGE_NUMBER. Default 1.</summary>
    public int FirstPage { get; init; } = DefaultFirstPage;

    /// <summary>The most pages of one call. Default 100. A longer list fails the call: half of it would look like the whole.</summary>
    public int MaxPages { get; init; } = DefaultMaxPages;

    /// <summary>The most bytes that the items of all pages may have together, as JSON. Default 50 MiB; more fails the call.</summary>
    public int MaxBytes { get; init; } = DefaultMaxBytes;

    internal const int DefaultFirstPage = 1;
    internal const int DefaultMaxPages = 100;
    internal const int DefaultMaxBytes = 50 * 1024 * 1024;
}

/// <summary>How a page leads to the next one.</summary>
public enum PaginationStyle
{
    /// <summary>The answer holds the next page's URL, in its body or in a Link header with <c>rel="next"</c> (RFC 8288).</summary>
    Link,

    /// <summary>A query parameter counts the pages.</summary>
    PageNumber,

    /// <summary>The answer holds a value that a query parameter takes to the next page.</summary>
    Cursor,
}
