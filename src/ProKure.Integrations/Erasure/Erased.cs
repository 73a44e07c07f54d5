using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Erasure;

/// <summary>What stays of an exchange when its content is erased: who called whom, when, how it ended, how long it took.</summary>
public static class Erased
{
    /// <summary>Stands where a text was.</summary>
    public const string Placeholder = "[ERASED]";

    /// <summary>The document without its content.</summary>
    public static LogDocument Of(LogDocument document, DateTimeOffset at) => new LogDocument(Of(document.Entry, at), null, null).WithOriginal(ReadOnlyMemory<byte>.Empty);

    /// <summary>The entry without what the two sides said: the URL ends before its query, the error has no message and no stack trace, and there is nothing to make a delivery anew from.</summary>
    public static LogEntry Of(LogEntry entry, DateTimeOffset at) => entry with
    {
        RequestUrl = UrlOf(entry.RequestUrl),
        Error = entry.Error is { } error ? error with { Message = Placeholder, StackTrace = null } : null,
        HasOriginal = false,
        ErasedAt = at,
    };

    /// <summary>Whether the order does not mean the document, since it is still in flight or held.</summary>
    internal static bool IsRefused(LogEntry entry) => entry.LegalHold || entry.Status == LogStatus.Pending;

    private static string? UrlOf(string? url)
    {
        var end = url?.AsSpan().IndexOfAny('?', '#') ?? -1;
        return end < 0 ? url : url![..end];
    }
}
