using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

internal sealed class RetryPolicyColumns() : RowColumns<RetryPolicyConfig>(
    "retry_policy", ["code"], ["backoff", "initial_delay_ms", "max_delay_ms", "jitter", "max_attempts", "deadline_ms"])
{
    public override RetryPolicyConfig Read(IRowReader row) => new()
    {
        Code = row.ReadText(),
        Backoff = row.ReadName<Backoff>(),
        InitialDelay = row.ReadDuration(),
        MaxDelay = row.ReadDuration(),
        Jitter = row.ReadDouble(),
        MaxAttempts = row.ReadInt32(),
        Deadline = row.ReadDuration(),
    };

    public override void Bind<TWriter>(TWriter writer, RetryPolicyConfig row) => writer
        .Bind(row.Code).Bind(row.Backoff).Bind(row.InitialDelay).Bind(row.MaxDelay).Bind(row.Jitter).Bind(row.MaxAttempts).Bind(row.Deadline);
}
