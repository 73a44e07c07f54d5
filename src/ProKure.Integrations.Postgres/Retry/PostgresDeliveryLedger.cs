using System.Data;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>What people see of the queue on PostgreSQL and do to it.</summary>
public sealed class PostgresDeliveryLedger(PostgresDatabase database, DeliveryNotices notices) : IDeliveryLedger
{
    private const string InsertAction = "INSERT INTO delivery_action (delivery_id, action, acted_at, actor, note, replay_id) VALUES ($1, $2, $3, $4, $5, $6)";

    private const string SelectActions = "SELECT action, acted_at, actor, note, replay_id FROM delivery_action WHERE delivery_id = $1 ORDER BY action_id";

    private const string AskToCancel = "UPDATE delivery SET cancel_asked = true WHERE id = $1 AND state = 'RUNNING' RETURNING true";

    /// <inheritdoc/>
    public async Task<Page<Delivery>> SearchAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(DeliverySearch.Page(query), DeliveryColumns.Read, cancellationToken);
        return found.Count > query.Limit ? new Page<Delivery>(found[..query.Limit], found[query.Limit - 1].Id.ToString()) : new Page<Delivery>(found, null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeliveryGroup>> GroupAsync(DeliveryFilter filter, CancellationToken cancellationToken) => await ReadAsync(
        DeliverySearch.Groups(filter),
        row => new DeliveryGroup(
            row.ReadName<ErrorSide>(), row.ReadText(), row.ReadText(), row.ReadTextOrNull(), row.ReadNameOrNull<ErrorType>(), row.ReadTextOrNull(),
            row.ReadInt32OrNull(), row.ReadBoolean(), row.ReadTextOrNull(), row.ReadInt32(), row.ReadTimeOrNull(), row.ReadTimeOrNull()),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> ReviseAsync(Delivery seen, Delivery revised, DeliveryAction action, CancellationToken cancellationToken)
    {
        var isRevised = await InTransactionAsync(
            async (session, cancel) =>
            {
                await EntityTurn.LockAsync(session, seen.OrderKey, cancel);
                if (!await IsDoneAsync(session, PostgresDeliveryQueue.RevisionOf(seen, revised), cancel))
                    return false;
                await session.ExecuteAsync([ActionOf(seen.Id, action), .. EntityTurn.PassOn(seen.OrderKey)], cancel);
                return true;
            },
            cancellationToken);
        if (isRevised)
            notices.Tell(revised);
        return isRevised;
    }

    /// <inheritdoc/>
    public Task<bool> AskToCancelAsync(Guid id, DeliveryAction action, CancellationToken cancellationToken) => InTransactionAsync(
        async (session, cancel) =>
        {
            if (!await IsDoneAsync(session, new Statement(AskToCancel).Bind(id), cancel))
                return false;
            await session.ExecuteAsync(ActionOf(id, action), cancel);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<ReplayOutcome> ReplayAsync(Delivery dead, Delivery replay, DeliveryAction action, Guid? jobId, CancellationToken cancellationToken)
    {
        var outcome = await InTransactionAsync(
            async (session, cancel) =>
            {
                await EntityTurn.LockAsync(session, dead.OrderKey, cancel);
                if (jobId is { } job && !await IsDoneAsync(session, PostgresReplayJobStore.LockRunning(job), cancel))
                    return ReplayOutcome.JobStopped;
                if (!await IsDoneAsync(session, PostgresDeliveryQueue.RevisionOf(dead, dead with { State = DeliveryState.Resolved }), cancel))
                    return ReplayOutcome.NotAsSeen;

                // It takes the dead letter's turn, if that had one; so nothing is passed on.
                List<Statement> statements = [DeliveryRows.InsertOf(replay), ActionOf(dead.Id, action)];
                if (jobId is { } running)
                    statements.Add(PostgresReplayJobStore.Advance(running, dead.Id));
                await session.ExecuteAsync(statements, cancel);
                return ReplayOutcome.Queued;
            },
            cancellationToken);
        if (outcome == ReplayOutcome.Queued)
            notices.Tell(replay);
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeliveryAction>> ListActionsAsync(Guid id, CancellationToken cancellationToken) => await ReadAsync(
        new Statement(SelectActions).Bind(id),
        row => new DeliveryAction(row.ReadName<DeliveryActionKind>(), row.ReadTime(), row.ReadText(), row.ReadTextOrNull(), row.ReadGuidOrNull()),
        cancellationToken);

    private static Statement ActionOf(Guid id, DeliveryAction action) => new Statement(InsertAction)
        .Bind(id).Bind(action.Kind).Bind(action.At).BindStorable(action.Actor).BindStorable(action.Note).Bind(action.ReplayId);

    private static async Task<bool> IsDoneAsync(Session session, Statement statement, CancellationToken cancellationToken) =>
        (await session.ReadAllAsync(statement, row => row.ReadBoolean(), cancellationToken)).Count > 0;

    private Task<T> InTransactionAsync<T>(Func<Session, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        database.InTransactionAsync(IsolationLevel.ReadCommitted, work, cancellationToken);

    private Task<List<T>> ReadAsync<T>(Statement statement, Func<Row, T> read, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ReadAllAsync(statement, read, cancel), cancellationToken);
}
