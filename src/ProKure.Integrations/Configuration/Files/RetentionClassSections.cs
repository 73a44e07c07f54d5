using System.Globalization;
using ProKure.Integrations.Configuration.Files.Yaml;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>A retention class in a file.</summary>
internal static class RetentionClassSections
{
    public static RetentionClassConfig Read(string code, YamlSection section)
    {
        var standard = new RetentionClassConfig { Code = code };
        return standard with
        {
            Name = section.Text("name"),
            LogDays = section.Integer("log_days") ?? standard.LogDays,
            MetadataDays = section.Integer("metadata_days"),
            ObjectDays = section.Integer("object_days"),
            Archive = section.Boolean("archive") ?? standard.Archive,
            ArchiveAfterDays = section.Integer("archive_after_days") ?? standard.ArchiveAfterDays,
            ArchiveDays = section.Integer("archive_days"),
        };
    }

    public static void Write(YamlWriter yaml, RetentionClassConfig row)
    {
        var standard = new RetentionClassConfig { Code = row.Code };
        if (row.Name is not null)
            yaml.Text("name", row.Name);
        Days(yaml, "log_days", row.LogDays);
        Days(yaml, "metadata_days", row.MetadataDays);
        Days(yaml, "object_days", row.ObjectDays);
        if (row.Archive)
            yaml.Plain("archive", "true");
        if (row.Archive || row.ArchiveAfterDays != standard.ArchiveAfterDays)
            Days(yaml, "archive_after_days", row.ArchiveAfterDays);
        Days(yaml, "archive_days", row.ArchiveDays);
    }

    private static void Days(YamlWriter yaml, string key, int? days)
    {
        if (days is { } given)
            yaml.Plain(key, given.ToString(CultureInfo.InvariantCulture));
    }
}
