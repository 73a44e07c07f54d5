using System.Globalization;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api.Logs;

/// <summary>Reads the query string of the log's list. A parameter that is unknown is a fault: passed over, it would show more than was asked for.</summary>
internal sealed class LogQueryReader(IQueryCollection query, DateTimeOffset now)
{
    public const int MaxLimit = 500;
    private const int DefaultLimit = 50;
    private const int MaxTextLength = 256;
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(24);

    private static readonly string[] Known =
        ["from", "to", "system", "endpoint", "direction", "status", "entity_type", "entity_id", "correlation_id", "limit", "cursor"];

    private Problem? _problem;

    /// <summary>Reads the query; null with the problem when it has a fault.</summary>
    public LogQuery? Read(out Problem? problem)
    {
        foreach (var name in query.Keys)
        {
            if (!Known.Contains(name, StringComparer.Ordinal))
                Fail(name, $"one of {string.Join(", ", Known)}", name);
            else if (query[name].Count > 1)
                Fail(name, "given once", query[name]);
        }

        var to = Time("to") ?? now;
        var from = Time("from") ?? (to - DateTimeOffset.MinValue > DefaultWindow ? to - DefaultWindow : DateTimeOffset.MinValue);
        if (from >= to)
            Fail("from", $"before to ({UtcTimeConverter.Write(to)})", UtcTimeConverter.Write(from));
        var result = new LogQuery
        {
            From = from,
            To = to,
            SystemCode = Code("system"),
            EndpointCode = Code("endpoint"),
            Direction = Member<LogDirection>("direction"),
            Status = Member<LogStatus>("status"),
            EntityType = Text("entity_type"),
            EntityId = Text("entity_id"),
            CorrelationId = CorrelationId(),
            Limit = Limit(),
            After = Cursor(),
        };
        problem = _problem;
        return problem is null ? result : null;
    }

    private string? Value(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;

    private DateTimeOffset? Time(string name)
    {
        if (Value(name) is not { } text)
            return null;
        if (UtcTimeConverter.TryRead(text, out var time))
            return time;
        Fail(name, UtcTimeConverter.FormText, text);
        return null;
    }

    private string? Code(string name)
    {
        var text = Value(name);
        if (text is not null && !ConfigurationCode.IsValid(text))
            Fail(name, $"a code ({ConfigurationCode.Form})", text);
        return text;
    }

    private string? Text(string name)
    {
        var text = Value(name);
        if (text?.Length > MaxTextLength)
            Fail(name, $"at most {MaxTextLength} characters", text);
        return text;
    }

    private T? Member<T>(string name) where T : struct, Enum
    {
        if (Value(name) is not { } text)
            return null;
        if (WireName.TryParse<T>(text, out var value))
            return value;
        Fail(name, $"one of {WireName.All<T>()}", text);
        return null;
    }

    private string? CorrelationId()
    {
        var text = Value("correlation_id");
        if (text is not null && !Integrations.CorrelationId.TryParse(text, out _))
            Fail("correlation_id", "1 to 128 of A-Z, a-z, 0-9, '.', '_', ':', '-'", text);
        return text;
    }

    private int Limit()
    {
        if (Value("limit") is not { } text)
            return DefaultLimit;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
            return limit;
        Fail("limit", $"a whole number from 1 to {MaxLimit}", text);
        return DefaultLimit;
    }

    private LogCursor? Cursor()
    {
        if (Value("cursor") is not { } text)
            return null;
        if (LogCursor.TryParse(text, out var cursor))
            return cursor;
        Fail("cursor", "the next_cursor of the page before", text);
        return null;
    }

    private void Fail(string name, string expected, string? found) => _problem ??= Problem.InParameter(name, expected, found);
}
