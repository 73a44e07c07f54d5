using System.Globalization;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;

namespace ProKure.Integrations.Hub.Api;

/// <summary>
/// A query string, read parameter by parameter; the first fault is kept. A parameter that is unknown is a fault: passed over, it would show more than was asked for.
/// </summary>
internal sealed class QueryParameters
{
    private const int MaxTextLength = 256;

    private readonly IQueryCollection _query;

    public QueryParameters(IQueryCollection query, IReadOnlyList<string> known)
    {
        _query = query;
        foreach (var name in query.Keys)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
                Fail(name, $"one of {string.Join(", ", known)}", name);
            else if (query[name].Count > 1)
                Fail(name, "given once", query[name]);
        }
    }

    /// <summary>The first fault; null for none so far.</summary>
    public Problem? Problem { get; private set; }

    public string? Value(string name) => _query[name].ToString() is { Length: > 0 } value ? value : null;

    public DateTimeOffset? Time(string name)
    {
        if (Value(name) is not { } text)
            return null;
        if (UtcTimeConverter.TryRead(text, out var time))
            return time;
        Fail(name, UtcTimeConverter.FormText, text);
        return null;
    }

    public string? Code(string name)
    {
        var text = Value(name);
        if (text is not null && !ConfigurationCode.IsValid(text))
            Fail(name, $"a code ({ConfigurationCode.Form})", text);
        return text;
    }

    public string? Text(string name)
    {
        var text = Value(name);
        if (text?.Length > MaxTextLength)
            Fail(name, $"at most {MaxTextLength} characters", text);
        return text;
    }

    public T? Member<T>(string name) where T : struct, Enum
    {
        if (Value(name) is not { } text)
            return null;
        if (WireName.TryParse<T>(text, out var value))
            return value;
        Fail(name, $"one of {WireName.All<T>()}", text);
        return null;
    }

    /// <summary>What a day looks like, for messages.</summary>
    public const string DayForm = "a UTC day such as 2026-03-14";

    public static bool TryReadDay(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    public DateOnly? Day(string name)
    {
        if (Value(name) is not { } text)
            return null;
        if (TryReadDay(text, out var day))
            return day;
        Fail(name, DayForm, text);
        return null;
    }

    public Guid? Uuid(string name)
    {
        if (Value(name) is not { } text)
            return null;
        if (Guid.TryParse(text, out var id))
            return id;
        Fail(name, "a UUID", text);
        return null;
    }

    /// <summary>A cursor of its own form.</summary>
    public T? Parsed<T>(string name, Func<string?, T?> parse) where T : class
    {
        if (Value(name) is not { } text)
            return null;
        if (parse(text) is { } parsed)
            return parsed;
        Fail(name, "the next_cursor of the page before", text);
        return null;
    }

    public string? CorrelationId(string name)
    {
        var text = Value(name);
        if (text is not null && !Integrations.CorrelationId.TryParse(text, out _))
            Fail(name, "1 to 128 of A-Z, a-z, 0-9, '.', '_', ':', '-'", text);
        return text;
    }

    public int Limit(string name, int standard, int most)
    {
        if (Value(name) is not { } text)
            return standard;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most)
            return limit;
        Fail(name, $"a whole number from 1 to {most}", text);
        return standard;
    }

    /// <summary>A cursor that is an id.</summary>
    public Guid? Id(string name)
    {
        if (Value(name) is not { } text)
            return null;
        if (Guid.TryParse(text, out var id))
            return id;
        Fail(name, "the next_cursor of the page before", text);
        return null;
    }

    public void Fail(string name, string expected, string? found) => Problem ??= Problems.Problem.InParameter(name, expected, found);
}
