namespace ProKure.Jsonata.Values;

/// <summary>An object made by the evaluation: properties in the order in which they were first set.</summary>
internal sealed class JsonObject
{
    private const int Indexed = 9;

    private string[] _keys = [];
    private Value[] _values = [];
    private Dictionary<string, int>? _index;
    private bool _sharesKeys;

    public int Count { get; private set; }

    /// <summary>An object of these properties. The keys, which differ from each other, stay the caller's.</summary>
    public static JsonObject Of(string[] keys, Value[] values) => new() { _keys = keys, _values = values, Count = keys.Length, _sharesKeys = true };

    public string KeyAt(int index) => _keys[index];

    public Value ValueAt(int index) => _values[index];

    public Value Get(string key)
    {
        var index = IndexOf(key);
        return index < 0 ? default : _values[index];
    }

    public Value Get(PropertyKey key)
    {
        if (key.KnownText is { } text)
            return Get(text);
        if (Count >= Indexed)
            return Get(key.Text);
        for (var i = 0; i < Count; i++)
            if (JsonText.AreEqual(key.Utf8, _keys[i]))
                return _values[i];
        return default;
    }

    public void Set(string key, in Value value)
    {
        var index = IndexOf(key);
        if (index >= 0)
            _values[index] = value;
        else
            Append(key, value);
    }

    public void SetAt(int index, in Value value) => _values[index] = value;

    public void Remove(string key)
    {
        var index = IndexOf(key);
        if (index < 0)
            return;
        if (_sharesKeys)
            _keys = _keys[..];
        _sharesKeys = false;
        Count--;
        System.Array.Copy(_keys, index + 1, _keys, index, Count - index);
        System.Array.Copy(_values, index + 1, _values, index, Count - index);
        _index = null;
    }

    public int IndexOf(string key)
    {
        if (Count >= Indexed)
            return (_index ?? BuildIndex()).TryGetValue(key, out var found) ? found : -1;
        for (var i = 0; i < Count; i++)
            if (string.Equals(_keys[i], key, StringComparison.Ordinal))
                return i;
        return -1;
    }

    private void Append(string key, in Value value)
    {
        if (Count == _keys.Length)
        {
            var size = Math.Max(4, Count * 2);
            System.Array.Resize(ref _keys, size);
            System.Array.Resize(ref _values, size);
            _sharesKeys = false;
        }
        _keys[Count] = key;
        _values[Count++] = value;
        _index?.Add(key, Count - 1);
    }

    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(Count * 2, StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
            index.Add(_keys[i], i);
        return _index = index;
    }
}
