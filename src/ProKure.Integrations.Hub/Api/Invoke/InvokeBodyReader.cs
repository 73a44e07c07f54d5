using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api.Invoke;

/// <summary>
/// Reads the body of an invocation in one pass, without a tree and without copying the payload. Unknown and repeated fields are faults: they would be
/// mistakes that nobody notices.
/// </summary>
internal ref struct InvokeBodyReader
{
    private const int MaxTextLength = 256;
    private const int MaxKeys = 32;

    // As deep as payloads are redacted and mapped.
    private const int MaxDepth = 128;

    private readonly ReadOnlyMemory<byte> _body;
    private Utf8JsonReader _reader;
    private FieldFault? _fault;

    private InvokeBodyReader(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Reads a body.</summary>
    /// <returns>Null when it is in order; otherwise what is wrong with it.</returns>
    public static Problem? TryRead(ReadOnlyMemory<byte> body, out InvokeBody result)
    {
        result = default;
        if (!Utf8.IsValid(body.Span))
            return new Problem(ProblemTypes.MalformedJson, "Expected JSON in UTF-8, found bytes that are none.");
        try
        {
            var reader = new InvokeBodyReader(body);
            reader.ReadBody(ref result);
            return reader._fault is null
                ? null
                : new Problem(ProblemTypes.InvalidInvocation, $"{reader._fault.Path}: {reader._fault.Message}".TrimStart(':', ' ')) { Errors = [reader._fault] };
        }
        catch (JsonException fault)
        {
            return JsonBody.Malformed(fault);
        }
    }

    private void ReadBody(ref InvokeBody body)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            Fail("", $"Expected an object with the field payload, found {Found()}.");
            return;
        }

        var seen = 0;
        while (_fault is null && NextMember())
        {
            if (_reader.ValueTextEquals("payload"u8) && Once(ref seen, 1, "payload"))
                body.Payload = ReadRaw();
            else if (_reader.ValueTextEquals("context"u8) && Once(ref seen, 2, "context"))
                body.Context = ReadContext();
            else if (_reader.ValueTextEquals("actor"u8) && Once(ref seen, 4, "actor"))
                ReadActor(ref body);
            else if (_reader.ValueTextEquals("correlation_id"u8) && Once(ref seen, 8, "correlation_id"))
                body.CorrelationId = ReadText("correlation_id", int.MaxValue);
            else if (_reader.ValueTextEquals("mode"u8) && Once(ref seen, 16, "mode"))
                body.Mode = ReadMode();
            else if (_reader.ValueTextEquals("not_before"u8) && Once(ref seen, 32, "not_before"))
                body.NotBefore = ReadTime("not_before");
            else if (_reader.ValueTextEquals("priority"u8) && Once(ref seen, 64, "priority"))
                body.Priority = ReadPriority();
            else
                FailUnknown("", "payload, context, actor, correlation_id, mode, not_before, priority");
        }

        // Reads on to the end, so that what follows the object is found to be wrong.
        if (_fault is null)
            _reader.Read();
        if (_fault is null && body.Payload is null)
            Fail("payload", "Expected any JSON, found nothing.");
        if (_fault is null && body is { Mode: InvokeMode.Sync, NotBefore: not null })
            Fail("not_before", "Expected nothing, since only an invocation with mode ASYNC can be put off.");
        if (_fault is null && body is { Mode: InvokeMode.Sync, Priority: not null })
            Fail("priority", "Expected nothing, since only an invocation with mode ASYNC waits among others.");
    }

    private LogContext? ReadContext()
    {
        if (!BeginObject("context"))
            return null;
        string? entityType = null, entityId = null, operationType = null, organization = null;
        Dictionary<string, string>? keys = null;
        var seen = 0;
        while (_fault is null && NextMember())
        {
            if (_reader.ValueTextEquals("entity_type"u8) && Once(ref seen, 1, "context.entity_type"))
                entityType = ReadText("context.entity_type", MaxTextLength);
            else if (_reader.ValueTextEquals("entity_id"u8) && Once(ref seen, 2, "context.entity_id"))
                entityId = ReadText("context.entity_id", MaxTextLength);
            else if (_reader.ValueTextEquals("operation_type"u8) && Once(ref seen, 4, "context.operation_type"))
                operationType = ReadText("context.operation_type", MaxTextLength);
            else if (_reader.ValueTextEquals("organization"u8) && Once(ref seen, 8, "context.organization"))
                organization = ReadText("context.organization", MaxTextLength);
            else if (_reader.ValueTextEquals("keys"u8) && Once(ref seen, 16, "context.keys"))
                keys = ReadKeys();
            else
                FailUnknown("context.", "entity_type, entity_id, operation_type, organization, keys");
        }

        var context = new LogContext { EntityType = entityType, EntityId = entityId, OperationType = operationType, Organization = organization };
        return keys is null ? context : context with { Keys = keys };
    }

    private Dictionary<string, string>? ReadKeys()
    {
        if (!BeginObject("context.keys"))
            return null;
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        while (_fault is null && NextMember())
        {
            var name = _reader.GetString()!;
            var path = $"context.keys.{name}";
            if (name.Length is 0 or > MaxTextLength)
                Fail("context.keys", $"Expected names of 1 to {MaxTextLength} characters, found {Shown.Text(name)}.");
            else if (keys.Count == MaxKeys)
                Fail("context.keys", $"Expected at most {MaxKeys} keys, found more.");
            else if (ReadText(path, MaxTextLength) is not { } value)
                Fail(path, "Expected a text, found null.");
            else if (!keys.TryAdd(name, value))
                Fail(path, "The field stands there more than once.");
        }

        return keys;
    }

    private void ReadActor(ref InvokeBody body)
    {
        if (!BeginObject("actor"))
            return;
        var seen = 0;
        while (_fault is null && NextMember())
        {
            if (_reader.ValueTextEquals("user_id"u8) && Once(ref seen, 1, "actor.user_id"))
                body.UserId = ReadText("actor.user_id", MaxTextLength);
            else if (_reader.ValueTextEquals("triggered_by"u8) && Once(ref seen, 2, "actor.triggered_by"))
                body.TriggeredBy = ReadTrigger();
            else
                FailUnknown("actor.", "user_id, triggered_by");
        }
    }

    // Retries, replays and webhooks are the hub's own doing.
    private TriggeredBy? ReadTrigger()
    {
        const string Path = "actor.triggered_by";
        if (ReadText(Path, int.MaxValue) is not { } text)
            return null;
        if (WireName.TryParse<TriggeredBy>(text, out var trigger)
            && trigger is TriggeredBy.Api or TriggeredBy.User or TriggeredBy.System or TriggeredBy.Schedule)
            return trigger;
        Fail(Path, $"Expected one of USER, SYSTEM, SCHEDULE, API, found {Shown.Text(text)}.");
        return null;
    }

    private InvokeMode ReadMode()
    {
        if (ReadText("mode", int.MaxValue) is not { } text)
            return InvokeMode.Sync;
        if (WireName.TryParse<InvokeMode>(text, out var mode))
            return mode;
        Fail("mode", $"Expected one of {WireName.All<InvokeMode>()}, found {Shown.Text(text)}.");
        return InvokeMode.Sync;
    }

    private int? ReadPriority()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
            return null;
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var priority) && priority is >= 1 and <= Delivery.LowestPriority)
            return priority;
        Fail("priority", $"Expected 1 to {Delivery.LowestPriority} (1 first), found {(_reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(_reader.ValueSpan) : Found())}.");
        return null;
    }

    private DateTimeOffset? ReadTime(string path)
    {
        if (ReadText(path, int.MaxValue) is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && text.Contains('T', StringComparison.Ordinal))
            return time.ToUniversalTime();
        Fail(path, $"Expected a time as 2030-01-31T08:00:00Z, found {Shown.Text(text)}.");
        return null;
    }

    private ReadOnlyMemory<byte> ReadRaw()
    {
        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return _body[start..(int)_reader.BytesConsumed];
    }

    private string? ReadText(string path, int maxLength)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
            return null;
        if (_reader.TokenType != JsonTokenType.String)
        {
            Fail(path, $"Expected a text, found {Found()}.");
            return null;
        }

        var text = _reader.GetString()!;
        if (text.Length > maxLength)
            Fail(path, $"Expected at most {maxLength} characters, found {text.Length}.");
        return text;
    }

    /// <summary>Goes into an object; a null counts as an object left out.</summary>
    private bool BeginObject(string path)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.StartObject)
            return true;
        if (_reader.TokenType != JsonTokenType.Null)
            Fail(path, $"Expected an object, found {Found()}.");
        return false;
    }

    private bool NextMember() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    private bool Once(ref int seen, int field, string path)
    {
        if ((seen & field) != 0)
            Fail(path, "The field stands there more than once.");
        seen |= field;
        return true;
    }

    private void FailUnknown(string prefix, string known)
    {
        var name = _reader.GetString()!;
        Fail(prefix + name, $"There is no field {Shown.Text(name)} here. Known: {known}.");
    }

    private readonly string Found() => _reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };

    private void Fail(string path, string message) => _fault ??= new FieldFault(path, message);
}
