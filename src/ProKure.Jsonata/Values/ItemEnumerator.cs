using System.Runtime.InteropServices;

namespace ProKure.Jsonata.Values;

/// <summary>Walks the items of an array; a value that is no array is walked as its only item.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ItemEnumerator
{
    private readonly Value _source;
    private readonly int _end;
    private int _next;

    public ItemEnumerator(in Value source)
    {
        _source = source;
        Current = default;
        switch (source.Kind)
        {
            case ValueKind.Array:
                _end = source.Array.Count;
                break;
            case ValueKind.RawArray:
                _next = source.Row + 1;
                _end = source.Table.NextOf(source.Row);
                break;
            default:
                _end = 1;
                break;
        }
    }

    public Value Current { get; private set; }

    public readonly ItemEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
            return false;
        switch (_source.Kind)
        {
            case ValueKind.Array:
                Current = _source.Array[_next++];
                break;
            case ValueKind.RawArray:
                Current = _source.Table.GetValue(_next, out _next);
                break;
            default:
                Current = _source;
                _next++;
                break;
        }
        return true;
    }
}
