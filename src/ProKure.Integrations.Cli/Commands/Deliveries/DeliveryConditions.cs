namespace ProKure.Integrations.Cli.Commands.Deliveries;

/// <summary>The options that say which deliveries are meant.</summary>
internal static class DeliveryConditions
{
    /// <summary>By the names that the API has in queries.</summary>
    public static Conditions InQueries() => Of("system", "endpoint");

    /// <summary>By those that it has in bodies.</summary>
    public static Conditions InBodies() => Of("system_code", "endpoint_code");

    private static Conditions Of(string system, string endpoint) => new Conditions()
        .With("--system", system, "The system.", "CODE")
        .With("--endpoint", endpoint, "The endpoint.", "CODE")
        .With("--lane", "lane", "Who has to act: THEIRS, OURS or CONFIGURATION.", "LANE")
        .With("--reason", "reason", "Why it stands there, as MAY_HAVE_BEEN_RECEIVED.", "REASON")
        .With("--error-type", "error_type", "What went wrong last, as HTTP_STATUS.", "TYPE")
        .With("--fingerprint", "fingerprint", "The last failure's fingerprint, which equal problems share.", "TEXT")
        .With("--correlation-id", "correlation_id", "The business act.", "ID")
        .With("--from", "from", "Accepted at or after this time.", "TIME")
        .With("--to", "to", "Accepted before this time.", "TIME")
        .WithEntity();
}
