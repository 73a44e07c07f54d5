using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Holds;

/// <summary>A legal hold, for people.</summary>
internal static class HoldText
{
    public static void Write(JsonNode hold, TextWriter output)
    {
        var state = hold["released_at"] is null ? "in force" : $"released at {(string?)hold["released_at"]} by {(string?)hold["released_by"]}";
        output.WriteLine($"{(string?)hold["id"]}  {(string?)hold["kind"],-11}  {Scope(hold["scope"]!)}");
        output.WriteLine($"  {(string?)hold["reason"]}; placed at {(string?)hold["placed_at"]} by {(string?)hold["placed_by"]}, {state}");
    }

    private static string Scope(JsonNode scope) =>
        string.Join(", ", scope.AsObject().Where(condition => condition.Value is not null).Select(condition => $"{condition.Key} {(string?)condition.Value}"));
}
