using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using ProKure.Integrations.Configuration;
using ProKure.Jsonata;

namespace ProKure.Integrations.Execution.Pages;

/// <summary>Gathers the items of one call's pages, and finds out where the next page is. Used by one call at a time.</summary>
internal sealed class PageCollector(PagePlan plan)
{
    private readonly ArrayBufferWriter<byte> _items = new(4 * 1024);
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);
    private byte[] _lastItems = [];

    /// <summary>How many pages were taken in.</summary>
    public int Count { get; private set; }

    /// <summary>The first page's URL.</summary>
    public Uri First(Uri url)
    {
        var first = plan.Config is { Style: PaginationStyle.PageNumber, Parameter: { } parameter }
            ? PageLinks.With(url, parameter, plan.Config.FirstPage.ToString(CultureInfo.InvariantCulture))
            : url;
        _visited.Add(first.AbsoluteUri);
        return first;
    }

    /// <summary>Takes a page in.</summary>
    /// <param name="page">The page's body, as JSON.</param>
    /// <param name="response">The answer, for its headers.</param>
    /// <param name="requested">The page's URL.</param>
    /// <param name="evaluation">What the expressions need.</param>
    /// <returns>The next page's URL; null after the last.</returns>
    /// <exception cref="PageException">A limit is exceeded, a link leads away, or pages go round in circles.</exception>
    /// <exception cref="JsonataException">An expression failed.</exception>
    public Uri? Add(ReadOnlySpan<byte> page, ExternalResponse response, Uri requested, JsonataEvaluation evaluation)
    {
        Count++;
        var hasItems = AddItems(page, evaluation);
        if (Next(page, response, requested, evaluation, hasItems) is not { } next)
            return null;
        if (Count == plan.Config.MaxPages)
            throw new PageException(PageException.Limit, $"The list has more than the {plan.Config.MaxPages} pages that the endpoint allows.");
        return _visited.Add(next.AbsoluteUri) ? next : throw new PageException(PageException.Loop, $"Page {Count} leads back to a page that was there already.");
    }

    /// <summary>The whole list: <c>{"items":[…],"pages":n}</c>.</summary>
    public ReadOnlyMemory<byte> Merged()
    {
        var merged = new ArrayBufferWriter<byte>(_items.WrittenCount + 64);
        merged.Write("{\"items\":["u8);
        merged.Write(_items.WrittenSpan);
        merged.Write("],\"pages\":"u8);
        _ = Count.TryFormat(merged.GetSpan(16), out var length, default, CultureInfo.InvariantCulture);
        merged.Advance(length);
        merged.Write("}"u8);
        return merged.WrittenMemory;
    }

    private bool AddItems(ReadOnlySpan<byte> page, JsonataEvaluation evaluation)
    {
        var result = new ArrayBufferWriter<byte>(page.Length + 64);
        if (!plan.Items.Evaluate(page, result, evaluation))
            return false;

        // One item stands without its array, as JSONata has it.
        var items = result.WrittenSpan;
        if (items is [(byte)'[', ..])
            items = items[1..^1].Trim(" \r\n\t"u8);
        if (items.IsEmpty || items.SequenceEqual("null"u8))
            return false;
        if ((long)_items.WrittenCount + items.Length + 1 > plan.Config.MaxBytes)
            throw new PageException(PageException.TooLarge, $"The items of the first {Count} pages have more than the {plan.Config.MaxBytes} bytes that the endpoint allows.");
        if (_items.WrittenCount > 0)
            _items.Write(","u8);
        _items.Write(items);
        CheckRepeated(items);
        return true;
    }

    // A server that does not know the parameter sends the same page for every number.
    private void CheckRepeated(ReadOnlySpan<byte> items)
    {
        if (plan.Config.Style != PaginationStyle.PageNumber)
            return;
        var hash = SHA256.HashData(items);
        if (hash.AsSpan().SequenceEqual(_lastItems))
            throw new PageException(PageException.Loop, $"Page {Count} has the same items as the one before it.");
        _lastItems = hash;
    }

    private Uri? Next(ReadOnlySpan<byte> page, ExternalResponse response, Uri requested, JsonataEvaluation evaluation, bool hasItems)
    {
        var config = plan.Config;
        switch (config.Style)
        {
            case PaginationStyle.Link:
                var link = plan.Next is null ? PageLinks.NextIn(response.Message.Headers) : plan.Next.EvaluateString(page, evaluation);
                return string.IsNullOrEmpty(link) ? null : PageLinks.Resolve(link, requested, plan.BaseUrl);
            case PaginationStyle.Cursor:
                var cursor = plan.Next!.EvaluateString(page, evaluation);
                return string.IsNullOrEmpty(cursor) ? null : PageLinks.With(requested, config.Parameter!, cursor);
            case PaginationStyle.PageNumber:
                var isMore = plan.Next is null ? hasItems : plan.Next.EvaluateBoolean(page, evaluation);
                return isMore ? PageLinks.With(requested, config.Parameter!, (config.FirstPage + Count).ToString(CultureInfo.InvariantCulture)) : null;
            default:
                throw new InvalidOperationException($"Unknown style {config.Style}.");
        }
    }
}
