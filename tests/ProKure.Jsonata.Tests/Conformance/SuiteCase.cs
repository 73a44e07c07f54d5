using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProKure.Jsonata.Tests.Conformance;

/// <summary>A case of the official suite, as its README describes it.</summary>
internal sealed record SuiteCase(string Name, string Expression, byte[]? Input, JsonElement Definition)
{
    public JsonElement? Field(string name) => Definition.TryGetProperty(name, out var value) ? value : null;

    public int? Limit(string name) => Field(name) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : null;
}

/// <summary>The folder of the official suite, where it is present.</summary>
internal static class Suite
{
    private static readonly Lazy<IReadOnlyDictionary<string, SuiteCase>> Loaded = new(Load);

    public static string? Folder { get; } = FindFolder();

    public static IReadOnlyDictionary<string, SuiteCase> Cases => Loaded.Value;

    private static string? FindFolder()
    {
        if (Environment.GetEnvironmentVariable("JSONATA_SUITE") is { Length: > 0 } given)
            return Directory.Exists(given) ? given : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "jsonata-suite");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }

    private static Dictionary<string, SuiteCase> Load()
    {
        var cases = new Dictionary<string, SuiteCase>(StringComparer.Ordinal);
        if (Folder is null)
            return cases;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "groups"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(Path.Combine(Folder, "groups"), file)[..^5].Replace('\\', '/');
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Array)
            {
                cases[name] = Read(name, file, root);
                continue;
            }
            var index = 0;
            foreach (var item in root.EnumerateArray())
            {
                cases[$"{name}[{index}]"] = Read($"{name}[{index}]", file, item);
                index++;
            }
        }
        return cases;
    }

    private static SuiteCase Read(string name, string file, JsonElement definition)
    {
        var expression = definition.TryGetProperty("expr", out var text)
            ? Unescape(text.GetRawText())
            : File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, definition.GetProperty("expr-file").GetString()!));
        return new SuiteCase(name, expression, InputOf(definition), definition.Clone());
    }

    private static byte[]? InputOf(JsonElement definition)
    {
        if (definition.TryGetProperty("data", out var data))
            return System.Text.Encoding.UTF8.GetBytes(data.GetRawText());
        return definition.TryGetProperty("dataset", out var dataset) && dataset.GetString() is { } name
            ? File.ReadAllBytes(Path.Combine(Folder!, "datasets", name + ".json"))
            : null;
    }

    /// <summary>Decodes a JSON string, keeping lone surrogates, which the serializer would refuse.</summary>
    private static string Unescape(string quoted)
    {
        var result = new System.Text.StringBuilder();
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] != '\\')
            {
                result.Append(quoted[i]);
                continue;
            }
            i++;
            if (quoted[i] == 'u')
            {
                result.Append((char)Convert.ToInt32(quoted.Substring(i + 1, 4), 16));
                i += 4;
                continue;
            }
            result.Append(quoted[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
        }
        return result.ToString();
    }

    /// <summary>Equality of JSON as the suite means it: any order of properties, numbers as doubles, optionally any order of items.</summary>
    public static bool AreEqual(JsonElement expected, JsonElement actual, bool unordered)
    {
        if (expected.ValueKind != actual.ValueKind)
            return false;
        switch (expected.ValueKind)
        {
            case JsonValueKind.Number:
                return expected.GetDouble().Equals(actual.GetDouble());
            case JsonValueKind.String:
                return string.Equals(JsonNode.Parse(expected.GetRawText())!.ToJsonString(), JsonNode.Parse(actual.GetRawText())!.ToJsonString(), StringComparison.Ordinal);
            case JsonValueKind.Array:
                var (left, right) = (expected.EnumerateArray().ToList(), actual.EnumerateArray().ToList());
                if (left.Count != right.Count)
                    return false;
                if (!unordered)
                    return left.Zip(right).All(pair => AreEqual(pair.First, pair.Second, unordered: false));
                foreach (var item in left)
                {
                    var index = right.FindIndex(other => AreEqual(item, other, unordered: false));
                    if (index < 0)
                        return false;
                    right.RemoveAt(index);
                }
                return true;
            case JsonValueKind.Object:
                var properties = expected.EnumerateObject().ToList();
                return properties.Count == actual.EnumerateObject().Count()
                    && properties.TrueForAll(
                        property => actual.TryGetProperty(property.Name, out var other) && AreEqual(property.Value, other, unordered: false));
            default:
                return true;
        }
    }
}
