using System.Text;
using MongoDB.Bson;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Bson;

namespace ProKure.Integrations.MongoDb.Logging;

/// <summary>
/// Writes log documents as BSON, the whole or what a completion sets. Fields without a value are left out; in a completion they are null, since an earlier
/// state may have given them one. For one thread at a time.
/// </summary>
internal sealed class LogDocumentWriter
{
    /// <summary>Longer bodies are kept outside the document: two of them and all the rest are less than the 16 MiB that MongoDB takes.</summary>
    public const int MaxBodyBytes = 7 * 1024 * 1024;

    /// <summary>What a document may have besides its bodies.</summary>
    private const int MaxOtherBytes = 1024 * 1024;

    private readonly BsonOutput _output = new();
    private readonly NestedJson _nested = new();
    private int _bodyBytes;

    /// <summary>The whole document.</summary>
    /// <exception cref="ArgumentException">A value is none that can be stored.</exception>
    public EncodedDocument Whole(LogDocument document)
    {
        Begin();
        var root = _output.BeginDocument();
        WriteOrigin(document.Entry);
        WriteOutcome(document.Entry, isUpdate: false);
        WritePayload(document.Request, PayloadFields.Request);
        WritePayload(document.Response, PayloadFields.Response);
        WriteOriginal(document);
        _output.End(root);
        return Encoded();
    }

    /// <summary>What a completion sets: <c>{ $set: { … }, $unset: { archive_key } }</c>, and <c>original</c> where it says that there is none any more. What changes is no longer what an archive file holds.</summary>
    /// <exception cref="ArgumentException">A value is none that can be stored, or the status is pending.</exception>
    public EncodedDocument Completion(LogDocument document)
    {
        if (document.Entry.Status == LogStatus.Pending)
            throw new ArgumentException("A completion must say how the attempt ended; its status is PENDING.", nameof(document));
        Begin();
        var root = _output.BeginDocument();
        var set = _output.BeginDocument("$set"u8);
        WriteOutcome(document.Entry, isUpdate: true);
        if (document.Request is { IsLate: true } request)
            WritePayload(request, PayloadFields.Request);
        WritePayload(document.Response, PayloadFields.Response);
        WriteOriginal(document);
        _output.End(set);
        var unset = _output.BeginDocument("$unset"u8);
        _output.Write("archive_key"u8, "");
        if (document.Original is { IsEmpty: true })
            _output.Write("original"u8, "");
        _output.End(unset);
        _output.End(root);
        return Encoded();
    }

    private void Begin()
    {
        _output.Clear();
        _bodyBytes = 0;
    }

    private EncodedDocument Encoded() => new(new RawBsonDocument(_output.ToArray()), IsTooLarge: _output.Length - _bodyBytes > MaxOtherBytes);

    private void WriteOrigin(LogEntry entry)
    {
        Span<byte> id = stackalloc byte[36];
        entry.RequestId.TryFormat(id, out _);
        _output.WriteUtf8("_id"u8, id);
        _output.WriteUtf8("request_id"u8, id);
        _output.Write("correlation_id"u8, entry.CorrelationId);
        WriteIfAny("parent_request_id"u8, entry.ParentRequestId);
        WriteIfAny("delivery_id"u8, entry.DeliveryId);
        _output.Write("system_code"u8, entry.SystemCode);
        _output.Write("endpoint_code"u8, entry.EndpointCode);
        _output.Write("direction"u8, WireName.Of(entry.Direction));
        WriteIfAny("http_method"u8, entry.HttpMethod);
        WriteIfAny("request_url"u8, entry.RequestUrl);
        _output.Write("started_at"u8, entry.StartedAt);
        WriteContext(entry.Context);
        WriteActor(entry.Actor);
        _output.Write("request_bytes"u8, entry.RequestBytes);
        WriteIfAny("retention_class"u8, entry.RetentionClass);
        if (entry.ExpiresAt is { } expires)
            _output.Write("expires_at"u8, expires);
        _output.Write("legal_hold"u8, entry.LegalHold);
        WriteIfAny("archive_key"u8, entry.ArchiveKey);
        if (entry.RestoredAt is { } restored)
            _output.Write("restored_at"u8, restored);
        _output.Write("schema_version"u8, entry.SchemaVersion);
        _output.Write("config_version"u8, entry.ConfigVersion);
        _output.Write("instance_id"u8, entry.InstanceId);
        _output.Write("created_at"u8, entry.CreatedAt);
    }

    private void WriteOutcome(LogEntry entry, bool isUpdate)
    {
        _output.Write("status"u8, WireName.Of(entry.Status));
        if (entry.IsSuccess is { } isSuccess)
            _output.Write("is_success"u8, isSuccess);
        else if (isUpdate)
            _output.WriteNull("is_success"u8);
        if (entry.ResponseStatus is { } status)
            _output.Write("response_status"u8, status);
        else if (isUpdate)
            _output.WriteNull("response_status"u8);
        if (entry.ResponseBytes is { } bytes)
            _output.Write("response_bytes"u8, bytes);
        else if (isUpdate)
            _output.WriteNull("response_bytes"u8);
        if (entry.CompletedAt is { } completed)
            _output.Write("completed_at"u8, completed);
        else if (isUpdate)
            _output.WriteNull("completed_at"u8);
        if (entry.DurationMs is { } duration)
            Write("duration_ms"u8, duration);
        else if (isUpdate)
            _output.WriteNull("duration_ms"u8);
        WriteTimings(entry.Timings, isUpdate);
        WriteError(entry.Error, isUpdate);
        WriteRetry(entry.Retry);
        WriteNames("redacted_fields"u8, entry.RedactedFields, isUpdate);
        if (entry.ErasedAt is { } erased)
            _output.Write("erased_at"u8, erased);
        else if (isUpdate)
            _output.WriteNull("erased_at"u8);
    }

    private void WriteTimings(LogTimings? timings, bool isUpdate)
    {
        if (timings is null)
        {
            if (isUpdate)
                _output.WriteNull("timings"u8);
            return;
        }

        var begin = _output.BeginDocument("timings"u8);
        WriteIfAny("queue_ms"u8, timings.QueueMs);
        WriteIfAny("rate_limit_ms"u8, timings.RateLimitMs);
        WriteIfAny("token_ms"u8, timings.TokenMs);
        WriteIfAny("transform_ms"u8, timings.TransformMs);
        WriteIfAny("log_ms"u8, timings.LogMs);
        WriteIfAny("dns_ms"u8, timings.DnsMs);
        WriteIfAny("connect_ms"u8, timings.ConnectMs);
        WriteIfAny("tls_ms"u8, timings.TlsMs);
        WriteIfAny("first_byte_ms"u8, timings.FirstByteMs);
        WriteIfAny("body_ms"u8, timings.BodyMs);
        _output.End(begin);
    }

    private void WriteError(LogError? error, bool isUpdate)
    {
        if (error is null)
        {
            if (isUpdate)
                _output.WriteNull("error"u8);
            return;
        }

        var begin = _output.BeginDocument("error"u8);
        _output.Write("type"u8, WireName.Of(error.Type));
        _output.Write("phase"u8, WireName.Of(error.Phase));
        _output.Write("side"u8, WireName.Of(error.Side));
        WriteIfAny("code"u8, error.Code);
        _output.Write("message"u8, error.Message);
        WriteIfAny("stack_trace"u8, error.StackTrace);
        _output.Write("fingerprint"u8, error.Fingerprint);
        _output.End(begin);
    }

    private void WriteRetry(LogRetry retry)
    {
        var begin = _output.BeginDocument("retry_info"u8);
        _output.Write("attempt_number"u8, retry.AttemptNumber);
        _output.Write("max_attempts"u8, retry.MaxAttempts);
        if (retry.NextRetryAt is { } next)
            _output.Write("next_retry_at"u8, next);
        WriteIfAny("reason"u8, retry.Reason);
        _output.End(begin);
    }

    private void WriteContext(LogContext context)
    {
        var begin = _output.BeginDocument("context"u8);
        WriteIfAny("entity_type"u8, context.EntityType);
        WriteIfAny("entity_id"u8, context.EntityId);
        WriteIfAny("operation_type"u8, context.OperationType);
        WriteIfAny("organization"u8, context.Organization);
        if (context.Keys.Count > 0)
            WriteKeys(context.Keys);
        _output.End(begin);
    }

    // A document, so that context.keys.plant can be searched; a list of names and values where a name could be no part of such a path.
    private void WriteKeys(IReadOnlyDictionary<string, string> keys)
    {
        if (!keys.Keys.All(BodyFormats.IsPathName))
        {
            WritePairs("keys"u8, keys.Select(pair => (pair.Key, pair.Value)));
            return;
        }

        var begin = _output.BeginDocument("keys"u8);
        foreach (var (name, value) in keys)
            _output.Write(Encoding.UTF8.GetBytes(name), value);
        _output.End(begin);
    }

    private void WriteActor(LogActor actor)
    {
        var begin = _output.BeginDocument("actor"u8);
        WriteIfAny("user_id"u8, actor.UserId);
        _output.Write("triggered_by"u8, WireName.Of(actor.TriggeredBy));
        _output.End(begin);
    }

    private void WritePayload(CapturedPayload? payload, PayloadFields fields)
    {
        if (payload is null)
            return;
        if (payload.Headers.Count > 0)
            WritePairs(fields.Headers, payload.Headers.Select(header => (header.Name, header.Value)));
        var before = _output.Length;
        var format = WriteBody(payload, fields);
        _bodyBytes += _output.Length - before;
        _output.Write(fields.Format, format);
        _output.Write(fields.Truncated, payload.IsTruncated);
        if (payload.Reference is { } reference)
            WriteReference(fields.Reference, reference);
    }

    private string WriteBody(CapturedPayload payload, PayloadFields fields)
    {
        if (payload.Body.IsEmpty)
            return WireName.Of(payload.Format);
        if (payload.Body.Length > MaxBodyBytes)
            return BodyFormats.Quarantined(payload.Format);
        if (payload.Format != BodyFormat.Json)
        {
            _output.WriteUtf8(fields.Body, payload.Body.Span);
            return WireName.Of(payload.Format);
        }

        // An array of small numbers takes several times the room that its text takes.
        var before = _output.Length;
        if (_nested.TryWrite(_output, fields.Body, payload.Body.Span) && _output.Length - before <= MaxBodyBytes)
            return WireName.Of(BodyFormat.Json);
        _output.TakeBackTo(before);
        _output.WriteUtf8(fields.Body, payload.Body.Span);
        return BodyFormats.JsonAsText;
    }

    // A document of its own, so that a search can leave out the bytes and see that they are there. As long as a body may be, it counts as one.
    private void WriteOriginal(LogDocument document)
    {
        if (document.Original is not { IsEmpty: false } original)
            return;
        var before = _output.Length;
        var begin = _output.BeginDocument("original"u8);
        _output.Write("sealed"u8, original.Span);
        _output.End(begin);
        _bodyBytes += _output.Length - before;
    }

    private void WriteReference(ReadOnlySpan<byte> name, BodyReference reference)
    {
        var begin = _output.BeginDocument(name);
        _output.Write("store"u8, reference.Store);
        _output.Write("key"u8, reference.Key);
        _output.Write("bytes"u8, reference.Bytes);
        _output.Write("sha256"u8, reference.Sha256);
        _output.End(begin);
    }

    private void WriteNames(ReadOnlySpan<byte> name, IReadOnlyList<string> names, bool isUpdate)
    {
        if (names.Count == 0 && !isUpdate)
            return;
        Span<byte> index = stackalloc byte[16];
        var begin = _output.BeginArray(name);
        for (var i = 0; i < names.Count; i++)
            _output.Write(BsonOutput.IndexName(i, index), names[i]);
        _output.End(begin);
    }

    private void WritePairs(ReadOnlySpan<byte> name, IEnumerable<(string Name, string Value)> pairs)
    {
        Span<byte> index = stackalloc byte[16];
        var begin = _output.BeginArray(name);
        var count = 0;
        foreach (var pair in pairs)
        {
            var item = _output.BeginDocument(BsonOutput.IndexName(count++, index));
            _output.Write("name"u8, pair.Name);
            _output.Write("value"u8, pair.Value);
            _output.End(item);
        }

        _output.End(begin);
    }

    private void WriteIfAny(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            _output.Write(name, value);
    }

    private void WriteIfAny(ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } present)
            Write(name, present);
    }

    private void WriteIfAny(ReadOnlySpan<byte> name, Guid? value)
    {
        if (value is not { } present)
            return;
        Span<byte> id = stackalloc byte[36];
        present.TryFormat(id, out _);
        _output.WriteUtf8(name, id);
    }

    private void Write(ReadOnlySpan<byte> name, double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentException($"Expected a number, found {value}.", nameof(value));
        _output.Write(name, value);
    }
}

/// <summary>A document, or what a completion sets, ready to be sent.</summary>
/// <param name="Bson">Its bytes.</param>
/// <param name="IsTooLarge">Whether it is too large for the log though long bodies are not in it.</param>
internal sealed record EncodedDocument(RawBsonDocument Bson, bool IsTooLarge);
