using ProKure.Integrations.Limits;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Limits;

/// <summary>The limits on PostgreSQL, shared by all hubs on the same database. The clock is the server's.</summary>
/// <remarks>
/// What is taken need not outlive a crash of the server: nobody is asked until it is up again, and by then buckets have filled up and leases run out. So nothing here waits
/// for the disk.
/// </remarks>
public sealed class PostgresLimitStore(PostgresDatabase database) : ILimitStore
{
    private const string DoNotWaitForTheDisk = "SELECT set_config('synchronous_commit', 'off', true)";

    // One statement on one row: those that come at once go one after the other, each from what the one before it left. The statement's time is one value wherever it
    // stands, and may be before that of a statement that overtook it: then no time has passed.
    private const string Take = """
        INSERT INTO rate_bucket AS b (scope, granted, tokens, filled_at)
        VALUES ($1, least($4, floor($3))::integer, $3 - least($4, floor($3)), statement_timestamp())
        ON CONFLICT (scope) DO UPDATE SET
            granted = least($4, floor(least($3, b.tokens + $5 + $2 * greatest(0, extract(epoch FROM statement_timestamp() - b.filled_at)))))::integer,
            tokens = least($3, b.tokens + $5 + $2 * greatest(0, extract(epoch FROM statement_timestamp() - b.filled_at)))
                - least($4, floor(least($3, b.tokens + $5 + $2 * greatest(0, extract(epoch FROM statement_timestamp() - b.filled_at))))),
            filled_at = greatest(b.filled_at, statement_timestamp())
        RETURNING b.granted, b.tokens
        """;

    // Held until the end of the batch, so that what the next statements see is what the one before committed.
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('prokure limit ' || $1, 0))";

    private const string Forget = "DELETE FROM concurrency_lease WHERE scope = $1 AND instance_id <> $2 AND until <= clock_timestamp()";

    private const string Hold = """
        WITH others AS (
            SELECT coalesce(sum(slots), 0)::integer AS slots, coalesce(bool_or(wanted > slots), false) AS is_contended
            FROM concurrency_lease WHERE scope = $1 AND instance_id <> $2
        )
        INSERT INTO concurrency_lease (scope, instance_id, slots, wanted, until)
        SELECT $1, $2, greatest(0, least($4, $3 - slots)), $5, clock_timestamp() + $6 FROM others
        ON CONFLICT (scope, instance_id) DO UPDATE SET slots = excluded.slots, wanted = excluded.wanted, until = excluded.until
        RETURNING slots, (SELECT is_contended FROM others)
        """;

    private const string GiveBack = "DELETE FROM concurrency_lease WHERE scope = $1 AND instance_id = $2 AND slots = 0 AND wanted = 0";

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public Task<PermitGrant> TakeAsync(PermitRequest request, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) =>
        {
            await using var results = await session.ReadAsync(
                [
                    new Statement(DoNotWaitForTheDisk),
                    new Statement(Take).Bind(request.Scope).Bind(request.PerSecond).Bind(request.Capacity).Bind((double)request.Wanted).Bind((double)request.Returned),
                ],
                cancel);
            await results.SkipAsync(cancel);
            var (granted, tokens) = (await results.NextAsync(row => (row.ReadInt32(), row.ReadDouble()), cancel)).Single();
            await results.EndAsync(cancel);
            return new PermitGrant(granted, tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(0, (1 - tokens) / request.PerSecond)));
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<SlotGrant> HoldAsync(SlotRequest request, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) =>
        {
            await using var results = await session.ReadAsync(
                [
                    new Statement(DoNotWaitForTheDisk),
                    new Statement(Lock).Bind(request.Scope),
                    new Statement(Forget).Bind(request.Scope).Bind(request.InstanceId),
                    new Statement(Hold).Bind(request.Scope).Bind(request.InstanceId).Bind(request.Max).Bind(request.Slots).Bind(request.Wanted).Bind(request.Lease),
                    new Statement(GiveBack).Bind(request.Scope).Bind(request.InstanceId),
                ],
                cancel);
            await results.SkipAsync(cancel);
            await results.SkipAsync(cancel);
            var grant = (await results.NextAsync(row => new SlotGrant(row.ReadInt32(), row.ReadBoolean()), cancel)).Single();
            await results.EndAsync(cancel);
            return grant;
        },
        cancellationToken);
}
