using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

internal sealed class RateLimitPolicyColumns() : RowColumns<RateLimitPolicyConfig>(
    "rate_limit_policy", ["code"], ["requests", "period_ms", "burst", "max_concurrency", "max_wait_ms"])
{
    public override RateLimitPolicyConfig Read(IRowReader row) => new()
    {
        Code = row.ReadText(),
        Requests = row.ReadInt32OrNull(),
        Period = row.ReadDuration(),
        Burst = row.ReadInt32OrNull(),
        MaxConcurrency = row.ReadInt32OrNull(),
        MaxWait = row.ReadDuration(),
    };

    public override void Bind<TWriter>(TWriter writer, RateLimitPolicyConfig row) => writer
        .Bind(row.Code).Bind(row.Requests).Bind(row.Period).Bind(row.Burst).Bind(row.MaxConcurrency).Bind(row.MaxWait);
}
