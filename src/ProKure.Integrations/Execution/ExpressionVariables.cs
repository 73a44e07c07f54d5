using System.Text;
using System.Text.Json;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Logging;
using ProKure.Jsonata;

namespace ProKure.Integrations.Execution;

/// <summary>What expressions may ask for besides their input. Made only for those that do.</summary>
internal static class ExpressionVariables
{
    private static readonly string[] OfContext = ["$context"];
    private static readonly string[] OfResponse = ["$status", "$headers"];

    /// <summary>Whether one of the expressions asks for the call's context.</summary>
    public static bool AskForContext(params IEnumerable<string?> expressions) => Mention(expressions, OfContext);

    /// <summary>Whether one of the expressions asks for status or headers of the answer.</summary>
    public static bool AskForResponse(params IEnumerable<string?> expressions) => Mention(expressions, OfResponse);

    /// <summary>With <c>$context</c>: what the caller said the call is about.</summary>
    public static JsonataEvaluation WithContext(JsonataEvaluation evaluation, LogContext context) => With(evaluation, writer => WriteContext(writer, context));

    /// <summary>The call's context as a member <c>context</c>.</summary>
    public static void WriteContext(Utf8JsonWriter writer, LogContext context)
    {
        writer.WriteStartObject("context");
        WriteIfAny(writer, "entity_type", context.EntityType);
        WriteIfAny(writer, "entity_id", context.EntityId);
        WriteIfAny(writer, "operation_type", context.OperationType);
        WriteIfAny(writer, "organization", context.Organization);
        writer.WriteStartObject("keys");
        foreach (var (name, value) in context.Keys)
            writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>With <c>$status</c> and <c>$headers</c> of the answer: names in lower case, several values joined with commas, nothing that is a secret.</summary>
    public static JsonataEvaluation WithResponse(JsonataEvaluation evaluation, ExternalResponse response) => With(evaluation, writer => WriteHead(writer, response));

    /// <summary>The answer as <c>{status, headers, body}</c>; the body is null where there is none.</summary>
    public static ReadOnlyMemory<byte> ResponseJson(ExternalResponse response) => JsonText.Write(response.Json.Length + 1024, writer =>
    {
        writer.WriteStartObject();
        WriteHead(writer, response);
        writer.WritePropertyName("body");
        if (response.Json.IsEmpty)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(response.Json.Span, skipInputValidation: true);
        writer.WriteEndObject();
    });

    private static void WriteHead(Utf8JsonWriter writer, ExternalResponse response)
    {
        writer.WriteNumber("status", response.Status);
        writer.WriteStartObject("headers");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Message.Headers.NonValidated.Concat(response.Message.Content.Headers.NonValidated))
        {
            if (RedactionRules.Default.Names.Match(Encoding.UTF8.GetBytes(name)) is null && seen.Add(name))
                writer.WriteString(name.ToLowerInvariant(), string.Join(", ", values));
        }

        writer.WriteEndObject();
    }

    private static JsonataEvaluation With(JsonataEvaluation evaluation, Action<Utf8JsonWriter> write)
    {
        var json = JsonText.Write(512, writer =>
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        });
        using var document = JsonDocument.Parse(json);
        return new JsonataEvaluation
        {
            Bindings = document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone(), StringComparer.Ordinal),
            Limits = evaluation.Limits,
            TimeProvider = evaluation.TimeProvider,
            State = evaluation.State,
        };
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static bool Mention(IEnumerable<string?> expressions, string[] variables) =>
        expressions.Any(text => text is not null && variables.Any(variable => text.Contains(variable, StringComparison.Ordinal)));
}
