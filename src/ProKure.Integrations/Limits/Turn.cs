namespace ProKure.Integrations.Limits;

/// <summary>Whether it is a request's turn.</summary>
/// <param name="IsGranted">Whether the request may be sent.</param>
/// <param name="RetryAfter">When its turn is expected otherwise.</param>
internal readonly record struct LimitAnswer(bool IsGranted, TimeSpan RetryAfter)
{
    public static readonly LimitAnswer Granted = new(true, TimeSpan.Zero);

    public static LimitAnswer Refused(TimeSpan retryAfter) => new(false, retryAfter);
}

/// <summary>How a request asks for its turn.</summary>
/// <param name="MaxWait">How long it waits; zero for not at all.</param>
/// <param name="IsDelivery">Whether it comes back by itself when it is refused, and so is told a time that it can rely on.</param>
/// <param name="HasWaited">Whether it came back so.</param>
internal readonly record struct TurnRequest(TimeSpan MaxWait, bool IsDelivery, bool HasWaited);

/// <summary>A request that waits for its turn.</summary>
internal sealed class Turn(TurnRequest request, long until)
{
    private readonly TaskCompletionSource<LimitAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TurnRequest Request => request;

    /// <summary>The timestamp at which it gives up.</summary>
    public long Until => until;

    public Task<LimitAnswer> Answer => _answer.Task;

    public void Grant() => _answer.TrySetResult(LimitAnswer.Granted);

    public void Refuse(TimeSpan retryAfter) => _answer.TrySetResult(LimitAnswer.Refused(retryAfter));
}
