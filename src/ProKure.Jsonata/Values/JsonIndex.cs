namespace ProKure.Jsonata.Values;

/// <summary>Where items and properties of large arrays and objects are, so that reaching one of them does not mean walking past all others.</summary>
internal sealed class JsonIndex
{
    /// <summary>Up to here walking is cheaper.</summary>
    public const int Small = 64;

    private const int LookupsBeforeIndexing = 8;

    private readonly Dictionary<int, int> _counts = [];
    private readonly Dictionary<int, int[]> _items = [];
    private readonly Dictionary<int, Dictionary<string, int>> _properties = [];
    private readonly Dictionary<int, int> _lookups = [];

    public void Clear()
    {
        _counts.Clear();
        _items.Clear();
        _properties.Clear();
        _lookups.Clear();
    }

    /// <summary>How many items an array has, or properties an object.</summary>
    public int CountOf(JsonTable table, int row)
    {
        if (_counts.TryGetValue(row, out var count))
            return count;
        for (int next = row + 1, end = table.NextOf(row); next < end; next = table.NextOf(next))
            count++;
        return _counts[row] = count;
    }

    /// <summary>The rows of the items of an array.</summary>
    public int[] ItemsOf(JsonTable table, int row)
    {
        if (_items.TryGetValue(row, out var items))
            return items;
        items = new int[CountOf(table, row)];
        var index = 0;
        for (int next = row + 1, end = table.NextOf(row); next < end; next = table.NextOf(next))
            items[index++] = next;
        return _items[row] = items;
    }

    /// <summary>The rows of the properties of an object by name; null as long as few were looked up in it.</summary>
    public Dictionary<string, int>? PropertiesOf(JsonTable table, int row)
    {
        if (_properties.TryGetValue(row, out var properties))
            return properties;
        var lookups = _lookups[row] = _lookups.GetValueOrDefault(row) + 1;
        if (lookups <= LookupsBeforeIndexing)
            return null;
        properties = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int next = row + 1, end = table.NextOf(row); next < end; next = table.NextOf(next))
            properties[table.GetName(next)] = next;
        return _properties[row] = properties;
    }
}
