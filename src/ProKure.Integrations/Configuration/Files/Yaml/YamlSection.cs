using System.Collections.Immutable;
using System.Globalization;

namespace ProKure.Integrations.Configuration.Files.Yaml;

/// <summary>
/// The keys of one map, read by name and type. What is absent or of the wrong type gives null, the latter with a fault; what was never asked for is
/// unknown. Remembers where each value stands, for faults that are found later.
/// </summary>
internal sealed class YamlSection(YamlMap map, string path, FileFaults faults)
{
    private readonly List<string> _asked = [];

    public string Path => path;

    public YamlPlace Place { get; init; } = map.Place;

    /// <summary>The values that were read, by their path in this section, as <c>query.expand</c>.</summary>
    public Dictionary<string, YamlValuePlace> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>The keys that stand there, in their order.</summary>
    public IEnumerable<string> Keys => map.Entries.Select(entry => entry.Key.Text);

    public bool Has(string key) => Find(key) is not null;

    /// <summary>The value of a key that must be there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="substitute">Takes the place of a missing value, so that all else can still be checked.</param>
    public string RequiredText(string key, string substitute)
    {
        if (Find(key) is null)
            faults.Add(Place, WirePath.Member(path, key), $"The key '{key}' is missing.");
        return Text(key) ?? substitute;
    }

    public string? Text(string key) => Find(key) is { } node ? TextOf(node, WirePath.Member(path, key)) : null;

    public TimeSpan? Duration(string key)
    {
        if (PlainText(key, Integrations.Duration.Form) is not { } text)
            return null;
        if (Integrations.Duration.TryParse(text, out var duration))
            return duration;
        AddExpected(key, Integrations.Duration.Form);
        return null;
    }

    public int? Integer(string key)
    {
        if (PlainText(key, "a whole number") is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        AddExpected(key, "a whole number");
        return null;
    }

    /// <summary>A whole number that may be larger than an <see cref="int"/>.</summary>
    public long? LongInteger(string key)
    {
        if (PlainText(key, "a whole number") is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        AddExpected(key, "a whole number");
        return null;
    }

    public double? Number(string key)
    {
        if (PlainText(key, "a number") is not { } text)
            return null;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(text, styles, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return number;
        AddExpected(key, "a number");
        return null;
    }

    public bool? Boolean(string key)
    {
        switch (PlainText(key, "true or false"))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            default:
                AddExpected(key, "true or false");
                return null;
        }
    }

    public T? Member<T>(string key) where T : struct, Enum
    {
        var expected = $"one of {WireName.All<T>()}";
        if (PlainText(key, expected) is not { } text)
            return null;
        if (WireName.TryParse<T>(text, out var value))
            return value;
        faults.Add(Find(key)!.Place, WirePath.Member(path, key),
            $"Expected {expected}, found {Shown.Value(text)}.{Suggestion.For(text, Enum.GetValues<T>().Select(WireName.Of))}");
        return null;
    }

    /// <summary>The names and texts of a map in the order written; those that are no text are reported and left out.</summary>
    public IReadOnlyList<(YamlScalar Name, YamlScalar Text)> TextEntries(string key)
    {
        if (Find(key) is not { } node)
            return [];
        var parent = WirePath.Member(path, key);
        if (MapOf(node, parent) is not { } entries)
            return [];
        var texts = new List<(YamlScalar, YamlScalar)>();
        foreach (var (name, value) in entries.Entries)
        {
            if (TextOf(value, WirePath.Member(parent, name.Text)) is not null)
                texts.Add((name, (YamlScalar)value));
            Values[WirePath.Member(key, name.Text)] = new YamlValuePlace(WirePath.Member(parent, name.Text), value);
        }

        return texts;
    }

    public ImmutableSortedDictionary<string, string> TextMap(string key) =>
        TextEntries(key).ToImmutableSortedDictionary(entry => entry.Name.Text, entry => entry.Text.Text, StringComparer.Ordinal);

    public ImmutableArray<string> TextList(string key)
    {
        var node = Find(key);
        if (node is not YamlList list)
        {
            if (node is not null and not YamlUnreadable)
                AddExpected(key, "a list");
            return [];
        }

        var texts = ImmutableArray.CreateBuilder<string>(list.Items.Count);
        for (var i = 0; i < list.Items.Count; i++)
        {
            var itemPath = WirePath.Item(WirePath.Member(path, key), i);
            Values[WirePath.Item(key, i)] = new YamlValuePlace(itemPath, list.Items[i]);
            if (TextOf(list.Items[i], itemPath) is { } text)
                texts.Add(text);
        }

        return texts.ToImmutable();
    }

    public YamlSection? Section(string key) =>
        Find(key) is { } node && MapOf(node, WirePath.Member(path, key)) is { } inner
            ? new YamlSection(inner, WirePath.Member(path, key), faults) { Place = PlaceOfKey(key) }
            : null;

    /// <summary>The maps under a key, each with the name that it stands under.</summary>
    public IEnumerable<(YamlScalar Name, YamlSection Section)> Sections(string key)
    {
        if (Find(key) is not { } node || MapOf(node, WirePath.Member(path, key)) is not { } entries)
            yield break;
        foreach (var (name, value) in entries.Entries)
        {
            var inner = WirePath.Member(WirePath.Member(path, key), name.Text);
            if (MapOf(value, inner) is not { } map)
                continue;
            var section = new YamlSection(map, inner, faults) { Place = name.Place };
            section.Values["code"] = new YamlValuePlace(inner, name);
            yield return (name, section);
        }
    }

    /// <summary>Reports the keys that nobody asked for. To be called when the section has been read.</summary>
    public void ReportUnknownKeys()
    {
        foreach (var (key, _) in map.Entries)
        {
            if (_asked.Contains(key.Text, StringComparer.Ordinal))
                continue;
            var suggestion = Suggestion.For(key.Text, _asked);
            faults.Add(key.Place, WirePath.Member(path, key.Text),
                $"Unknown key {Shown.Value(key.Text)}.{(suggestion.Length > 0 ? suggestion : $" Expected one of {string.Join(", ", _asked)}.")}");
        }
    }

    public void AddFault(string key, string message) =>
        faults.Add(Find(key)?.Place ?? Place, WirePath.Member(path, key), message);

    private YamlNode? Find(string key)
    {
        if (!_asked.Contains(key, StringComparer.Ordinal))
            _asked.Add(key);
        foreach (var (name, value) in map.Entries)
        {
            if (name.Text != key)
                continue;
            Values.TryAdd(key, new YamlValuePlace(WirePath.Member(path, key), value));
            return value;
        }

        return null;
    }

    private YamlPlace PlaceOfKey(string key) => map.Entries.First(entry => entry.Key.Text == key).Key.Place;

    private string? PlainText(string key, string expected)
    {
        if (Find(key) is not { } node)
            return null;
        if (node is YamlScalar { IsNothing: false, Style: YamlStyle.Plain } scalar)
            return scalar.Text;
        if (node is not YamlUnreadable)
            AddExpected(key, expected, node is YamlScalar { IsNothing: false } ? "the text " : "");
        return null;
    }

    private string? TextOf(YamlNode node, string nodePath)
    {
        if (node is YamlScalar { IsNothing: false } scalar)
            return scalar.Text;
        if (node is not YamlUnreadable)
            faults.Add(node.Place, nodePath, $"Expected text, found {node.Noun}.");
        return null;
    }

    private YamlMap? MapOf(YamlNode node, string nodePath)
    {
        if (node is YamlMap inner)
            return inner;
        if (node is not YamlUnreadable)
            faults.Add(node.Place, nodePath, $"Expected keys, found {node.Noun}.");
        return null;
    }

    private void AddExpected(string key, string expected, string kind = "") =>
        faults.Add(Find(key)!.Place, WirePath.Member(path, key), $"Expected {expected}, found {kind}{Find(key)!.Noun}.");
}

/// <summary>Where a value that was read stands.</summary>
/// <param name="Path">Its path in the file.</param>
/// <param name="Node">The value.</param>
internal readonly record struct YamlValuePlace(string Path, YamlNode Node);
