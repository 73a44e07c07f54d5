using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;
using ProKure.Jsonata;

namespace ProKure.Integrations.Outcomes;

/// <summary>A question that the hub asks of its own accord, about a call whose outcome nobody knows. It is recorded in the call's chain like every other exchange.</summary>
/// <param name="Rule">Judges the answer.</param>
/// <param name="ParentRequestId">The first attempt of the chain; null where none is recorded.</param>
/// <param name="DeliveryId">The delivery that the call belongs to; null for none.</param>
/// <param name="AttemptNumber">The attempt that is asked about.</param>
/// <param name="Fault">Why the question could not be made; null when it could.</param>
internal sealed record Errand(LookupRule Rule, Guid? ParentRequestId, Guid? DeliveryId, int AttemptNumber, AttemptFailure? Fault)
{
    /// <summary>Stands among the keys of the question's document.</summary>
    public static readonly KeyValuePair<string, string> Mark = new(PurposeKey, "LOOKUP");

    /// <summary>The key that tells what an exchange is for which is no attempt of the call itself.</summary>
    public const string PurposeKey = "purpose";

    /// <summary>Judges how the question ended, and puts it down.</summary>
    public void Conclude(Attempt attempt)
    {
        attempt.Finding = FindingOf(attempt);
        attempt.Retry = new RetryDecision(null, 1, attempt.Finding.Verdict switch
        {
            LookupVerdict.Done => RetryReason.FoundDone,
            LookupVerdict.NotDone => RetryReason.FoundNotDone,
            _ => RetryReason.StillUnknown,
        });
    }

    // What is said of it goes to the hub's own log: never the other side's words, which stand in the question's document, redacted and as its capture level has it.
    private LookupFinding FindingOf(Attempt attempt)
    {
        // What the other side says counts, also with a status that is an error elsewhere: 404 may be just the answer.
        var isAnswered = attempt.Failure is null or { Type: ErrorType.HttpStatus or ErrorType.BusinessRule };
        if (!isAnswered || attempt.Response is not { } response)
            return LookupFinding.Unknown(attempt.Failure is { } failure ? $"There was no answer: {WireName.Of(failure.Type)}." : "There was no answer.");
        try
        {
            return Rule.Judge(response, attempt.Answer);
        }
        catch (JsonataException fault)
        {
            attempt.Fail(ErrorType.Transform, ErrorSide.Configuration, $"The look-up rule failed: {fault.Message}", fault.Code);
            return LookupFinding.Unknown($"The look-up rule failed: {fault.Code}.");
        }
    }
}
