namespace ProKure.Integrations.Configuration.Validation;

internal static class TransformChecks
{
    public static void Check(TransformConfig transform, RowFaults faults, KnownRows known)
    {
        FieldChecks.Code(faults, "code", transform.Code);
        known.Require(faults, "system_code", new ConfigurationKey(ConfigurationKind.System, null, transform.SystemCode));
        FieldChecks.Description(faults, "description", transform.Description);
        if (transform.Published is null && transform.Draft is null)
            faults.Add("", "Expected a published text or a draft, found neither.");
        var expressions = new ExpressionChecks(faults, known, transform.SystemCode);
        if (transform.Published is not null)
            expressions.Check("published", transform.Published);
        if (transform.Draft is not null)
            expressions.Check("draft", transform.Draft);
        if (transform.PublishedVersion < 0 || (transform.PublishedVersion > 0) != transform.Published is not null)
            faults.Add("published_version", $"Expected 0 without a published text and 1 or more with one, found {transform.PublishedVersion}.");
    }
}
