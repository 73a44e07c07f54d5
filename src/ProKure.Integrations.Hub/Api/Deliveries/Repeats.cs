using ProKure.Integrations.Capture;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>How something is to be sent again, between the wire and the core.</summary>
internal static class Repeats
{
    public static DeliveryRepeat ToRepeat(this RepeatRequest request, HttpContext context) =>
        new(context.Caller().AuditName(), FreeText.RedactOrNull(request.Note), request.Config ?? ConfigChoice.Pinned, request.AcceptDuplicates ?? false);
}
