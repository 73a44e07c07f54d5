using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>What an answer says could not be used, for people.</summary>
internal static class FaultText
{
    public static void Write(JsonNode answer, TextWriter output)
    {
        foreach (var fault in answer["faults"]!.AsArray())
            output.WriteLine($"FAULT  {(string?)fault!["key"]}: {(string?)fault["reason"]}");
    }
}
