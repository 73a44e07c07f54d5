using System.Globalization;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.ReplayJobs;

/// <summary>A replay job, for people.</summary>
internal static class ReplayJobText
{
    public static void Write(JsonNode job, TextWriter output)
    {
        var conditions = job["filter"]!.AsObject().Where(condition => condition.Value is not null).Select(condition => $"{condition.Key} {condition.Value}");
        var note = (string?)job["note"] is { } text ? $": {text}" : "";
        output.WriteLine($"{(string?)job["job_id"]}  {(string?)job["state"]}  {string.Join(", ", conditions)}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {job["replayed"]} of {job["total"]} replayed, {job["skipped"]} passed over; {(double)job["rate"]!} a second, configuration {(string?)job["config"]}"));
        output.WriteLine($"  begun {(string?)job["created_at"]} by {(string?)job["created_by"]}{note}");
    }
}
