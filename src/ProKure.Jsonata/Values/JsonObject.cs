namespace ProKure.Jsonata.Values;

/// <summary>An object made by the evaluation: properties in the order in which they were first set.</summary>
internal sealed class JsonObject
{
    private const int Indexed = 9;

    private string[] _keys = [];
    private Value[] _values = [];
    private Dictionary<string, int>? _index;

    public int Count { get; private set; }

    public string KeyAt(int index) => _keys[index];

    public Value ValueAt(int index) => _values[index];

    public Value Get(string key)
    {
        var index = IndexOf(key);
        return index < 0 ? default : _values[index];
    }

    public bool Has(string key) => IndexOf(key) >= 0;

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
        Count--;
        System.Array.Copy(_keys, index + 1, _keys, index, Count - index);
        System.Array.Copy(_values, index + 1, _values, index, Count - index);
        _index = null;
        if (Count >= Indexed)
            BuildIndex();
    }

    public int IndexOf(string key)
    {
        if (_index is not null)
            return _index.TryGetValue(key, out var found) ? found : -1;
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
        }
        _keys[Count] = key;
        _values[Count++] = value;
        if (_index is not null)
            _index.Add(key, Count - 1);
        else if (Count == Indexed)
            BuildIndex();
    }

    private void BuildIndex()
    {
        _index = new Dictionary<string, int>(Count * 2, StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
            _index.Add(_keys[i], i);
    }
}
