using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Logging;

/// <summary>The business act's context in five columns: <c>entity_type, entity_id, operation_type, organization, context_keys</c>.</summary>
internal static class LogContextColumns
{
    public static Statement Bind(this Statement statement, LogContext context)
    {
        statement.Bind(context.EntityType).Bind(context.EntityId).Bind(context.OperationType).Bind(context.Organization);
        LogJson.Bind(statement, context.Keys);
        return statement;
    }

    public static LogContext ReadContext(this Statement row) => new()
    {
        EntityType = row.ReadTextOrNull(),
        EntityId = row.ReadTextOrNull(),
        OperationType = row.ReadTextOrNull(),
        Organization = row.ReadTextOrNull(),
        Keys = LogJson.ReadKeys(row),
    };
}
