namespace ProKure.Integrations.Configuration.Validation;

internal static class RetentionClassChecks
{
    /// <summary>A hundred years.</summary>
    public const int MostDays = 36_500;

    public static void Check(RetentionClassConfig retention, RowFaults faults)
    {
        FieldChecks.Code(faults, "code", retention.Code);
        if (retention.Name is not null)
            FieldChecks.Name(faults, "name", retention.Name);
        FieldChecks.Range(faults, "log_days", retention.LogDays, 1, MostDays, "days");
        if (retention.MetadataDays is { } metadata)
            FieldChecks.Range(faults, "metadata_days", metadata, Math.Clamp(retention.LogDays, 1, MostDays), MostDays, "days (at least log_days, since summaries are made anew from the log)");
        if (retention.ObjectDays is { } objects)
            FieldChecks.Range(faults, "object_days", objects, 1, Math.Clamp(retention.LogDays, 1, MostDays), "days (at most log_days)");
        if (retention.Archive)
            CheckArchive(retention, faults);
    }

    private static void CheckArchive(RetentionClassConfig retention, RowFaults faults)
    {
        if (retention.LogDays < 2)
            faults.Add("log_days", $"Expected at least 2 days with 'archive': documents are archived a day before they leave the log at the latest, found {retention.LogDays}.");
        else
            FieldChecks.Range(faults, "archive_after_days", retention.ArchiveAfterDays, 1, Math.Min(retention.LogDays, MostDays) - 1, "days (less than log_days)");
        if (retention.ObjectDays < retention.LogDays)
            faults.Add("object_days", "Expected no 'object_days' below 'log_days' with 'archive': the archive needs long bodies as long as their documents.");
        if (retention.ArchiveDays is { } days)
            FieldChecks.Range(faults, "archive_days", days, Math.Clamp(retention.LogDays, 1, MostDays), MostDays, "days (at least log_days)");
    }

    public static void CheckUse(RowFaults faults, KnownRows known, string? code)
    {
        if (code is not null)
            known.Require(faults, "retention_class", new ConfigurationKey(ConfigurationKind.RetentionClass, null, code));
    }
}
