using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

internal sealed class RateLimitPolicyTable() : RowTable<RateLimitPolicyConfig>(
    "rate_limit_policy", ["code"], ["requests", "period_ms", "burst", "max_concurrency", "max_wait_ms"])
{
    protected override RateLimitPolicyConfig Read(Row row) => new()
    {
        Code = row.ReadText(),
        Requests = row.ReadInt32OrNull(),
        Period = row.ReadDuration(),
        Burst = row.ReadInt32OrNull(),
        MaxConcurrency = row.ReadInt32OrNull(),
        MaxWait = row.ReadDuration(),
    };

    protected override void Bind(Statement statement, RateLimitPolicyConfig row) => statement
        .Bind(row.Code).Bind(row.Requests).BindDuration(row.Period).Bind(row.Burst).Bind(row.MaxConcurrency).BindDuration(row.MaxWait);
}
