namespace ProKure.Integrations.Configuration.Validation;

internal static class LookupChecks
{
    private const int MostAttempts = 20;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    public static void Check(EndpointConfig endpoint, RowFaults faults, KnownRows known, ExpressionChecks expressions)
    {
        if (known.Asking(endpoint).FirstOrDefault() is { } asking && Unfit(endpoint) is { } unfit)
            faults.Add("", $"Endpoint {asking.Code} asks this one in its look-up, so it must be {unfit}.");
        if (endpoint.Lookup is not { } lookup)
            return;
        if (endpoint.Idempotency != Idempotency.NotIdempotent)
            faults.Add("lookup", $"Expected no look-up with idempotency {WireName.Of(endpoint.Idempotency)}: what may be repeated needs none.");
        CheckAsked(endpoint, lookup, faults, known);
        Expression("lookup.input", lookup.Input);
        expressions.Check("lookup.done", lookup.Done);
        Expression("lookup.not_done", lookup.NotDone);
        Expression("lookup.result", lookup.Result);
        FieldChecks.Range(faults, "lookup.delay", lookup.Delay, TimeSpan.Zero, LongestDelay);
        FieldChecks.Range(faults, "lookup.attempts", lookup.Attempts, 1, MostAttempts, "questions");

        void Expression(string path, string? text)
        {
            if (text is not null)
                expressions.Check(path, text);
        }
    }

    private static void CheckAsked(EndpointConfig endpoint, LookupConfig lookup, RowFaults faults, KnownRows known)
    {
        var key = new ConfigurationKey(ConfigurationKind.Endpoint, endpoint.SystemCode, lookup.Endpoint);
        if (lookup.Endpoint == endpoint.Code)
            faults.Add("lookup.endpoint", "Expected another endpoint, found the endpoint itself.");
        else if (known.Find(key) is not EndpointConfig asked)
            known.Require(faults, "lookup.endpoint", key);
        else if (Unfit(asked) is { } unfit)
            faults.Add("lookup.endpoint", $"Expected an endpoint that is {unfit}, found {asked.Code}.");
    }

    // Asking must change nothing, and end by itself.
    private static string? Unfit(EndpointConfig asked)
    {
        if (asked.Method is not ("GET" or "HEAD") && asked.Idempotency == Idempotency.NotIdempotent)
            return "called with GET or idempotent";
        if (asked.Lookup is not null)
            return "without a look-up of its own";
        return asked.Pagination is null ? null : "without pages";
    }
}
