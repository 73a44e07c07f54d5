using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Jsonata;

namespace ProKure.Integrations.Outcomes;

/// <summary>Asks once what became of a call.</summary>
internal sealed class OutcomeInquiry(InvocationPipeline pipeline)
{
    /// <param name="rule">Whom to ask, and how.</param>
    /// <param name="call">The call that is asked about.</param>
    /// <param name="key">What the other side got as the call's key, or would have got.</param>
    /// <param name="place">Where the call stands in its chain.</param>
    /// <param name="cancellationToken">Ends the question, without an answer.</param>
    public async Task<LookupFinding> AskAsync(LookupRule rule, Invocation call, string key, InquiryPlace place, CancellationToken cancellationToken)
    {
        // Without a question nothing is sent; the document's words about the fault are redacted by what the call was about.
        var input = call.Payload;
        AttemptFailure? fault = null;
        try
        {
            input = rule.InputOf(new LookupQuestion
            {
                Payload = call.Payload,
                Context = call.Context,
                IdempotencyKey = key,
                AttemptNumber = place.AttemptNumber,
                Attempt = place.Attempt,
            });
        }
        catch (JsonataException failed)
        {
            fault = new AttemptFailure
            {
                Type = ErrorType.Transform,
                Phase = ErrorPhase.Transform,
                Side = ErrorSide.Configuration,
                Message = $"lookup.input failed: {failed.Message}",
                Code = failed.Code,
            };
        }

        var result = await pipeline.RunAsync(
            new Invocation
            {
                SystemCode = call.SystemCode,
                EndpointCode = rule.Config.Endpoint,
                Payload = input,
                CorrelationId = call.CorrelationId,
                Context = call.Context,
                Actor = call.Actor with { TriggeredBy = TriggeredBy.Retry },
                TraceParent = call.TraceParent,
                Errand = new Errand(rule, place.FirstRequestId, place.DeliveryId, place.AttemptNumber, fault),
            },
            cancellationToken);
        return result.Finding ?? LookupFinding.Unknown("There was no answer.");
    }
}

/// <summary>Where a call that is asked about stands in its chain.</summary>
/// <param name="FirstRequestId">The chain's first attempt; null where none is recorded.</param>
/// <param name="DeliveryId">The delivery that it belongs to; null for none.</param>
/// <param name="AttemptNumber">The attempt that is asked about.</param>
/// <param name="Attempt">Its document; null where none is recorded.</param>
internal sealed record InquiryPlace(Guid? FirstRequestId, Guid? DeliveryId, int AttemptNumber, LogEntry? Attempt);
