using System.Collections.Frozen;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Retry.DeadLetters;

/// <summary>What to do next about a dead letter, in plain words: by why it ended, else by what went wrong. Pure.</summary>
public static class FixHints
{
    private const string Unknown = "Open the last attempt's log document, which says what was sent and what came back; mend the cause, then replay, or resolve with a note.";

    private static readonly FrozenDictionary<string, string> OfReasons = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["MAY_HAVE_BEEN_RECEIVED"] =
            "Look in the external system whether the work was done. If it was, resolve with a note; if not, replay and accept duplicates. A look-up rule on the endpoint lets the hub look by itself.",
        ["PROCESS_LOST"] =
            "The hub's process ended in the middle of the call. Look in the external system whether the work was done. If it was, resolve with a note; if not, replay and accept duplicates.",
        ["UNKNOWN_OUTCOME"] =
            "The look-up could not tell whether the work was done. Look in the external system. If it was done, resolve with a note; if not, replay and accept duplicates.",
        ["FOUND_NOT_DONE"] = "The look-up found that the work was not done, and nothing tries it again by itself. Replay if it is still wanted, or resolve with a note.",
        ["POISON"] =
            "The hub's process ended twice while it worked on this. Read the hub's own log of that time, and the payload's size and form; report it as a fault of the hub. Replay only when the cause is known.",
        ["PAYLOAD_UNREADABLE"] =
            "The payload cannot be decrypted. The message names the master key: give it to every hub (GET /api/v1/keys shows what is there), then replay. If the row was changed, restore the queue's backup elsewhere, or send the data anew and resolve with a note.",
        ["NO_POLICY"] = "The endpoint has no retry policy, so it was tried once. Mend the cause and replay; to have it tried again by itself next time, give the endpoint a retry policy.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<ErrorType, string> OfTypes = new Dictionary<ErrorType, string>
    {
        [ErrorType.Configuration] = "System, endpoint or transform is missing, disabled or unusable: put the configuration right, then replay with the latest configuration.",
        [ErrorType.Authentication] = "No valid credential could be had: test the system's credential, renew it, then replay.",
        [ErrorType.RateLimit] = "The limit for calls was reached for too long: raise the rate limit policy or spread the load, then replay at a rate below the limit.",
        [ErrorType.CircuitOpen] = "The endpoint failed too often and was given a rest: find out from the other side whether it works again, then replay.",
        [ErrorType.Transform] = "The mapping failed: the message names the expression or the missing code. Mend the transform or add the code mapping, then replay with the latest configuration.",
        [ErrorType.Dns] = "The host's name could not be resolved: check the system's base URL and the network's name servers, then replay.",
        [ErrorType.Connect] = "No connection could be opened: ask the other side whether the system runs, check firewalls and the base URL's port, then replay.",
        [ErrorType.Tls] = "The connection could not be trusted: check the other side's certificate and the system's own CA certificates, then replay.",
        [ErrorType.Send] = "The connection broke while the request was sent. Look in the external system whether it was received, then replay or resolve with a note.",
        [ErrorType.Timeout] = "The system did not answer in time. Look there whether the work was done; raise the endpoint's timeout if it is just slow; then replay or resolve with a note.",
        [ErrorType.Response] = "The request was sent, but the answer could not be read. Look in the external system whether the work was done, then replay or resolve with a note.",
        [ErrorType.HttpStatus] = "The system answered with an error status: the answer's body, in the last attempt's log document, says why. Mend the data or ask the other side, then replay.",
        [ErrorType.BusinessRule] = "The system refused the request for a reason of its own, which the message states. Put the business data right and send it anew from the application; then resolve with a note.",
        [ErrorType.Cancelled] = "The call was ended before it was done. Replay if it is still wanted, or resolve with a note.",
        [ErrorType.ProcessLost] = "The hub's process ended in the middle of the call. Look in the external system whether the work was done, then replay or resolve with a note.",
        [ErrorType.LogUnavailable] = "The log could not be written, so nothing was sent: bring the log store back or make room on the disk, then replay.",
    }.ToFrozenDictionary();

    /// <summary>The next step.</summary>
    /// <param name="reason">Why it ended; null for no particular reason.</param>
    /// <param name="type">What went wrong last; null where that is not known.</param>
    public static string For(string? reason, ErrorType? type)
    {
        if (reason is not null && OfReasons.TryGetValue(reason, out var hint))
            return hint;
        return type is { } known && OfTypes.TryGetValue(known, out hint) ? hint : Unknown;
    }
}
