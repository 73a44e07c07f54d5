using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>The business act's context in five columns: <c>entity_type, entity_id, operation_type, organization, context_keys</c>.</summary>
internal static class DeliveryContextColumns
{
    private static readonly DeliveryContextJson Json = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static Statement Bind(this Statement statement, LogContext context) => statement
        .BindStorable(context.EntityType).BindStorable(context.EntityId).BindStorable(context.OperationType).BindStorable(context.Organization)
        .BindJson(context.Keys.Count == 0 ? null : JsonSerializer.Serialize(context.Keys, Json.IReadOnlyDictionaryStringString));

    public static LogContext ReadContext(this Row row) => new()
    {
        EntityType = row.ReadTextOrNull(),
        EntityId = row.ReadTextOrNull(),
        OperationType = row.ReadTextOrNull(),
        Organization = row.ReadTextOrNull(),
        Keys = row.ReadTextOrNull() is { } keys ? JsonSerializer.Deserialize(keys, Json.IReadOnlyDictionaryStringString)! : LogContext.None.Keys,
    };
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class DeliveryContextJson : JsonSerializerContext;
