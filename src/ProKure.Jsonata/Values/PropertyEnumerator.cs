using System.Runtime.InteropServices;

namespace ProKure.Jsonata.Values;

/// <summary>Walks the properties of an object in their order.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PropertyEnumerator
{
    private readonly Value _source;
    private readonly int _end;
    private int _next;
    private int _current;

    public PropertyEnumerator(in Value source)
    {
        _source = source;
        Value = default;
        if (source.Kind == ValueKind.Object)
        {
            _end = source.Object.Count;
        }
        else if (source.Kind == ValueKind.RawObject)
        {
            _next = source.Row + 1;
            _end = source.Table.NextOf(source.Row);
        }
    }

    public Value Value { get; private set; }

    public readonly string Key => _source.Kind == ValueKind.Object ? _source.Object.KeyAt(_current) : _source.Table.GetName(_current);

    public bool MoveNext()
    {
        if (_next >= _end)
            return false;
        _current = _next;
        if (_source.Kind == ValueKind.Object)
            Value = _source.Object.ValueAt(_next++);
        else
            Value = _source.Table.GetValue(_next, out _next);
        return true;
    }
}
