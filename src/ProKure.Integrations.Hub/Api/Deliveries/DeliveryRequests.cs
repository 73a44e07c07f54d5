using System.Text.Json.Serialization.Metadata;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>What routes that act on deliveries have in common: the delivery named, the body read, the refusal told.</summary>
internal sealed class DeliveryRequests(IDeliveryQueue queue, IDeliveryLedger ledger)
{
    private const int MaxNoteLength = 1_000;

    /// <summary>Finds the delivery that the route names; one of a system that the key is not for is as good as none.</summary>
    public async Task<(Delivery? Delivery, Problem? Problem)> FindAsync(HttpContext context)
    {
        var text = (string)context.GetRouteValue("delivery_id")!;
        if (!Guid.TryParse(text, out var id))
            return (null, Problem.InParameter("delivery_id", "a UUID", text));
        var delivery = await queue.FindAsync(id, context.RequestAborted);
        return delivery is not null && context.Caller().MayUse(delivery.SystemCode) ? (delivery, null) : (null, NotFound(id));
    }

    /// <summary>Reads the body and has its notes checked.</summary>
    public static async Task<(T? Body, Problem? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<T, string?> noteOf, bool needsNote = false)
        where T : class
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
            return (null, problem);
        using (body)
        {
            if (!body!.TryRead(type, null, out var request, out var faults))
                return (null, Faulty(faults));
            var note = noteOf(request);
            if (note?.Length > MaxNoteLength)
                return (null, Faulty([new FieldFault("note", $"Expected at most {MaxNoteLength} characters, found {note.Length}.")]));
            return needsNote && string.IsNullOrWhiteSpace(note)
                ? (null, Faulty([new FieldFault("note", "Expected what was done about it, found nothing.")]))
                : (request, null);
        }
    }

    /// <summary>The delivery as it stands, with what people did to it.</summary>
    public async Task<DeliveryResponse> ShowAsync(Delivery delivery, CancellationToken cancellationToken) =>
        DeliveryResponses.Of(delivery, actions: await ledger.ListActionsAsync(delivery.Id, cancellationToken));

    public static Problem Faulty(IReadOnlyList<FieldFault> faults) =>
        new(ProblemTypes.InvalidBody, faults.Count == 1 ? $"{faults[0].Path}: {faults[0].Message}".TrimStart(':', ' ') : $"{faults.Count} faults were found; nothing was done.") { Errors = faults };

    public static Problem Refused(Guid id, ControlResult result) => result.Refusal switch
    {
        ControlRefusal.NotFound => NotFound(id),
        ControlRefusal.MayDoItTwice => new Problem(
            ProblemTypes.DuplicatesNotAccepted,
            $"The other side may have done the work of delivery {id} already ({result.Delivery!.Reason}), and endpoint {result.Delivery.SystemCode}/{result.Delivery.EndpointCode} "
            + "is not idempotent. Look there first; to send it all the same, say \"accept_duplicates\": true."),
        _ => new Problem(ProblemTypes.DeliveryState, $"Delivery {id} is {WireName.Of(result.Delivery!.State)}: {Why(result.Refusal)}"),
    };

    private static string Why(ControlRefusal? refusal) => refusal switch
    {
        ControlRefusal.IsDeadLetter => "a dead letter is resolved or replayed rather than cancelled.",
        ControlRefusal.IsNoDeadLetter => "only a dead letter can be resolved or replayed.",
        ControlRefusal.IsRunning => "it is being worked on just now.",
        ControlRefusal.WaitsForAnother => "it waits for an earlier one about the same entity, and goes on by itself when that has ended.",
        ControlRefusal.IsUnreadable => "its payload cannot be decrypted; its failure says why. Give the hub the master key that it needs, or send the data anew and resolve it with a note.",
        ControlRefusal.KeepsChanging => "others change it all the time; try again.",
        _ => "it has ended.",
    };

    private static Problem NotFound(Guid id) => new(ProblemTypes.DeliveryNotFound, $"There is no delivery {id}.");
}
