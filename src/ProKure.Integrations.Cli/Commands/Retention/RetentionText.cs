using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Retention;

/// <summary>A run of retention, for people.</summary>
internal static class RetentionText
{
    public static void Write(JsonNode run, TextWriter output)
    {
        var would = (bool)run["dry_run"]!;
        output.WriteLine($"{(string?)run["id"]}  {(string?)run["status"],-11}  {(string?)run["requested_at"]}  {(string?)run["requested_by"]}");
        output.WriteLine($"  {run["total"]} records {(would ? "would be removed" : "were removed")}");
        foreach (var line in run["removed"]!.AsArray())
        {
            output.WriteLine(
                $"  {(string?)line!["store"],-10} {(string?)line["retention_class"] ?? "-",-16} {(string?)line["system_code"],-16} {(long)line["count"]!,10}  {(string?)line["oldest"]} to {(string?)line["newest"]}");
        }

        foreach (var kept in run["kept"]!.AsArray())
            output.WriteLine($"  stays      {(string?)kept!["retention_class"] ?? "-",-16} {kept["held"]} held, {kept["unarchived"]} not yet archived");
        if ((string?)run["fault"] is { } fault)
            output.WriteLine($"  {fault}");
    }
}
