using System.Globalization;
using ProKure.Samples.Sap.Wire;

namespace ProKure.Samples.Sap.Behaviors;

/// <summary>Whole answers that say no, for now or for good.</summary>
internal static class Refusals
{
    private const int DefaultRetryAfterSeconds = 2;
    private const int DefaultFailures = 2;

    private const string Dump = """
        <html><head><title>Application Server Error</title></head><body>
        <h1>500 SAP Internal Server Error</h1>
        <p>ERROR: An exception occurred that was not caught. (termination: RABAX_STATE)</p>
        <pre>
        Runtime error     UNCAUGHT_EXCEPTION
        Exception         CX_SY_ZERODIVIDE
        Program           CL_MM_PUR_PO_PRICE============CP, line 214
        User              HUB_TECHNICAL, client 100, server sap-prd-01_PRD_00
        </pre></body></html>
        """;

    private const string LogonFailed = """
        <html><head><title>Logon failed</title></head><body>
        <h1>Anmeldung fehlgeschlagen / Logon failed</h1>
        <p>User or password is incorrect. No authorization for client 100 of system PRD.</p></body></html>
        """;

    /// <summary>An error inside of a 200: the order is not created, and only the message table says so.</summary>
    public static Task BlockedAsync(Creation creation) => creation.Exchange.WriteJsonAsync(
        StatusCodes.Status200OK,
        new ReturnAnswer(new ReturnTable([new ReturnMessage("E", "06", "017", "Material MAT-BLOCKED is blocked for procurement")])),
        SapJson.Default.ReturnAnswer);

    public static Task InvalidAsync(Creation creation) => creation.Exchange.WriteErrorAsync(
        StatusCodes.Status400BadRequest,
        [
            new ErrorDetail("M3/305", "The material MAT-INVALID does not exist or is not activated", "PurchaseOrder/Items/Material"),
            new ErrorDetail("ME/083", "Enter a purchasing group", "PurchaseOrder/PurchasingGroup"),
        ]);

    public static Task UnauthorizedAsync(Creation creation)
    {
        creation.Exchange.Response.Headers.WWWAuthenticate = "Basic realm=\"SAP NetWeaver Application Server [PRD/100]\"";
        return creation.Exchange.WriteTextAsync(StatusCodes.Status401Unauthorized, Answers.Html, LogonFailed);
    }

    /// <summary>429 with <c>Retry-After</c> in seconds, 2 or the number after the name.</summary>
    public static Task BusyAsync(Creation creation)
        => WriteBusyAsync(creation, StatusCodes.Status429TooManyRequests, Seconds(creation).ToString(CultureInfo.InvariantCulture));

    /// <summary>503 with <c>Retry-After</c> as a date that is 2 seconds, or the number after the name, from now.</summary>
    public static Task BusyUntilDateAsync(Creation creation)
    {
        var until = creation.Exchange.State.Options.Time.GetUtcNow().AddSeconds(Seconds(creation));
        return WriteBusyAsync(creation, StatusCodes.Status503ServiceUnavailable, until.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>429 on the first try of a reference, created on the second.</summary>
    public static Task BusyOnceAsync(Creation creation)
        => creation.Exchange.State.Tries.Next(creation.Behavior, creation.Order.Reference) == 1
            ? BusyAsync(creation)
            : Successes.DefaultAsync(creation);

    /// <summary>Sends the caller, body and all, to the echo of the same server.</summary>
    public static Task RedirectAsync(Creation creation)
    {
        creation.Exchange.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        creation.Exchange.Response.Headers.Location = creation.Exchange.UriOf("/echo");
        return Task.CompletedTask;
    }

    public static Task FailAsync(Creation creation)
        => creation.Exchange.WriteTextAsync(StatusCodes.Status500InternalServerError, Answers.Html, Dump);

    /// <summary>Fails the first tries of a reference, 2 or the number after the name, then creates.</summary>
    public static Task FlakyAsync(Creation creation)
        => creation.Exchange.State.Tries.Next(creation.Behavior, creation.Order.Reference) <= (creation.Number ?? DefaultFailures)
            ? FailAsync(creation)
            : Successes.DefaultAsync(creation);

    private static int Seconds(Creation creation) => creation.Number ?? DefaultRetryAfterSeconds;

    private static Task WriteBusyAsync(Creation creation, int status, string retryAfter)
    {
        creation.Exchange.Response.Headers.RetryAfter = retryAfter;
        return creation.Exchange.WriteErrorAsync(
            status, "/IWFND/CM_BEC/026", "All dialog work processes are busy; try again later");
    }
}
