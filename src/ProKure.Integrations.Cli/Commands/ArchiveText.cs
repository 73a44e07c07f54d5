using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>What answers about the archive have in common, for people.</summary>
internal static class ArchiveText
{
    public static void WriteFaults(JsonNode answer, TextWriter output)
    {
        foreach (var fault in answer["faults"]!.AsArray())
            output.WriteLine($"FAULT  {(string?)fault!["key"]}: {(string?)fault["reason"]}");
    }

    public static void WriteMore(JsonNode answer, TextWriter output)
    {
        if ((string?)answer["next_cursor"] is { } cursor)
            output.WriteLine($"There is more: --cursor {cursor}");
    }
}
