using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>What people see of the queue in <c>configuration.db</c> and do to it.</summary>
public sealed class SqliteDeliveryLedger(SqliteDatabases databases) : IDeliveryLedger
{
    private const string InsertAction = "INSERT INTO delivery_action (delivery_id, action, acted_at, actor, note, replay_id) VALUES (?, ?, ?, ?, ?, ?)";

    private const string SelectActions = """
        SELECT action, acted_at, actor, note, replay_id FROM delivery_action INDEXED BY delivery_action_delivery WHERE delivery_id = ? ORDER BY action_id
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task<Page<Delivery>> SearchAsync(DeliveryQuery query, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var rows = DeliverySearch.Page(connection, query);
            var found = new List<Delivery>();
            while (found.Count < query.Limit && rows.Step())
                found.Add(DeliveryColumns.Read(rows));
            return new Page<Delivery>(found, found.Count == query.Limit && rows.Step() ? found[^1].Id.ToString() : null);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryGroup>> GroupAsync(DeliveryFilter filter, CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyList<DeliveryGroup>>(
        connection =>
        {
            using var rows = DeliverySearch.Groups(connection, filter);
            var groups = new List<DeliveryGroup>();
            while (rows.Step())
            {
                groups.Add(new DeliveryGroup(
                    rows.ReadName<ErrorSide>(), rows.ReadText(), rows.ReadText(), rows.ReadTextOrNull(), rows.ReadNameOrNull<ErrorType>(), rows.ReadTextOrNull(),
                    rows.ReadInt32OrNull(), rows.ReadBoolean(), rows.ReadTextOrNull(), rows.ReadInt32(), rows.ReadTimeOrNull(), rows.ReadTimeOrNull()));
            }

            return groups;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReviseAsync(Delivery seen, Delivery revised, DeliveryAction action, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            if (!SqliteDeliveryQueue.Revised(connection, seen, revised))
                return false;
            Insert(connection, seen.Id, action);
            EntityTurn.PassOn(connection, seen.OrderKey);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AskToCancelAsync(Guid id, DeliveryAction action, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            if (connection.Prepare("UPDATE delivery SET cancel_asked = 1 WHERE id = ? AND state = 'RUNNING'").Bind(id).Execute() == 0)
                return false;
            Insert(connection, id, action);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ReplayOutcome> ReplayAsync(Delivery dead, Delivery replay, DeliveryAction action, Guid? jobId, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            if (jobId is { } job && !SqliteReplayJobStore.IsRunning(connection, job))
                return ReplayOutcome.JobStopped;
            if (!SqliteDeliveryQueue.Revised(connection, dead, dead with { State = DeliveryState.Resolved }))
                return ReplayOutcome.NotAsSeen;

            // It takes the dead letter's turn, if that had one; so nothing is passed on.
            DeliveryRows.Insert(connection, replay);
            Insert(connection, dead.Id, action);
            if (jobId is { } running)
                SqliteReplayJobStore.Advance(connection, running, dead.Id);
            return ReplayOutcome.Queued;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryAction>> ListActionsAsync(Guid id, CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyList<DeliveryAction>>(
        connection =>
        {
            using var rows = connection.Prepare(SelectActions).Bind(id);
            var actions = new List<DeliveryAction>();
            while (rows.Step())
                actions.Add(new DeliveryAction(rows.ReadName<DeliveryActionKind>(), rows.ReadTime(), rows.ReadText(), rows.ReadTextOrNull(), rows.ReadGuidOrNull()));
            return actions;
        },
        cancellationToken);

    private static void Insert(Connection connection, Guid id, DeliveryAction action) => connection.Prepare(InsertAction)
        .Bind(id).Bind(action.Kind).Bind(action.At).Bind(action.Actor).Bind(action.Note).Bind(action.ReplayId).Execute();
}
