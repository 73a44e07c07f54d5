using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Keys;

/// <summary>How master keys and their rotation stand, for people.</summary>
internal static class KeysReport
{
    public static void Write(JsonNode answer, TextWriter output)
    {
        output.WriteLine($"Current master key: {(string?)answer["current_key_id"] ?? "none"}");
        foreach (var key in answer["keys"]!.AsArray())
            output.WriteLine($"  {(string?)key!["key_id"],-24} {(int)key["rows"]!,6} rows{Kinds(key)}{((bool)key["available"]! ? "" : "  (this hub does not have the key)")}");
        foreach (var kind in answer["kinds"]!.AsArray().Where(kind => kind!["remaining"] is null))
            output.WriteLine($"Not counted yet: {kind!["kind"]}. 'prokure keys rotate' counts what there is.");
        foreach (var kind in answer["kinds"]!.AsArray().Where(kind => (int?)kind!["in_clear"] > 0))
            output.WriteLine($"Not encrypted at all: {kind!["kind"]} {kind["in_clear"]}.");
        if (answer["rotation"] is { } rotation)
        {
            output.WriteLine($"Rotation: {(string?)rotation["state"]}, {rotation["done"]} rows encrypted anew, {answer["remaining"]} remain");
            if ((string?)rotation["message"] is { } message)
                output.WriteLine(message);
        }
        else if ((int)answer["remaining"]! > 0)
        {
            output.WriteLine($"{answer["remaining"]} rows are not encrypted with the current key: run 'prokure keys rotate'.");
        }
    }

    private static string Kinds(JsonNode key)
    {
        var used = key["kinds"]!.AsArray().Where(kind => (int?)kind!["rows"] > 0).Select(kind => $"{kind!["kind"]} {kind["rows"]}").ToList();
        return used.Count == 0 ? "" : $" ({string.Join(", ", used)})";
    }
}
