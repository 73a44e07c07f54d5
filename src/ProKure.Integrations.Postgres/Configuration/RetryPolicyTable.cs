using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

internal sealed class RetryPolicyTable() : RowTable<RetryPolicyConfig>(
    "retry_policy", ["code"], ["backoff", "initial_delay_ms", "max_delay_ms", "jitter", "max_attempts", "deadline_ms"])
{
    protected override RetryPolicyConfig Read(Row row) => new()
    {
        Code = row.ReadText(),
        Backoff = row.ReadName<Backoff>(),
        InitialDelay = row.ReadDuration(),
        MaxDelay = row.ReadDuration(),
        Jitter = row.ReadDouble(),
        MaxAttempts = row.ReadInt32(),
        Deadline = row.ReadDuration(),
    };

    protected override void Bind(Statement statement, RetryPolicyConfig row) => statement
        .Bind(row.Code).Bind(row.Backoff).BindDuration(row.InitialDelay).BindDuration(row.MaxDelay).Bind(row.Jitter).Bind(row.MaxAttempts).BindDuration(row.Deadline);
}
