using ProKure.Integrations.Execution;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Outcomes;

/// <summary>The call that is asked about, as the rule's expression sees it.</summary>
internal sealed record LookupQuestion
{
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public required LogContext Context { get; init; }

    /// <summary>What the other side got as the call's key, or would have got.</summary>
    public required string IdempotencyKey { get; init; }

    public required int AttemptNumber { get; init; }

    /// <summary>The attempt's document; null where none was kept.</summary>
    public required LogEntry? Attempt { get; init; }

    public ReadOnlyMemory<byte> ToJson() => JsonText.Write(Payload.Length + 512, writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("payload");
        writer.WriteRawValue(Payload.Span, skipInputValidation: true);
        ExpressionVariables.WriteContext(writer, Context);
        writer.WriteString("idempotency_key", IdempotencyKey);
        writer.WriteStartObject("attempt");
        writer.WriteNumber("number", AttemptNumber);
        if (Attempt is { } entry)
        {
            writer.WriteString("request_id", entry.RequestId);
            writer.WriteString("correlation_id", entry.CorrelationId);
            writer.WriteString("started_at", entry.StartedAt.UtcDateTime);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
