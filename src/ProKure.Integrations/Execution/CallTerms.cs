using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Execution;

/// <summary>What has to be known of an endpoint before a call is made.</summary>
/// <param name="Timeout">How long the call may take.</param>
/// <param name="Idempotency">What a repeated call would do there.</param>
public sealed record CallTerms(TimeSpan Timeout, Idempotency Idempotency)
{
    /// <summary>Whether a repeat changes nothing there.</summary>
    public bool MayRepeat => Idempotency is Idempotency.Idempotent or Idempotency.IdempotentWithKey;
}
