using System.Numerics;

namespace ProKure.Jsonata.Values;

/// <summary>Arrays of one evaluation, used again by the next: an array lives as long as its evaluation, never longer.</summary>
internal sealed class JsonArena
{
    private const int KeptArrays = 2_048;
    private const int SmallestBits = 2;
    private const int LargestBits = 13;
    private const int KeptBuffers = 8;

    private readonly List<JsonArray> _arrays = [];
    private readonly List<Value[]>[] _buffers = [.. Enumerable.Range(0, LargestBits - SmallestBits + 1).Select(_ => new List<Value[]>())];
    private int _used;

    public JsonArray NewArray(ArrayFlags flags)
    {
        if (_used < _arrays.Count)
        {
            var array = _arrays[_used++];
            array.Flags = flags;
            return array;
        }
        var added = new JsonArray { Flags = flags };
        if (_used < KeptArrays)
        {
            _arrays.Add(added);
            _used++;
        }
        return added;
    }

    /// <summary>A buffer of at least <paramref name="size"/> values; its contents are anything.</summary>
    public Value[] Rent(int size)
    {
        var bits = BitsFor(size);
        if (bits > LargestBits)
            return new Value[size];
        var free = _buffers[bits - SmallestBits];
        if (free.Count == 0)
            return new Value[1 << bits];
        var buffer = free[^1];
        free.RemoveAt(free.Count - 1);
        return buffer;
    }

    /// <summary>Takes a buffer back that nothing refers to any more.</summary>
    public void Return(Value[] buffer, int used)
    {
        if (buffer.Length == 0 || !BitOperations.IsPow2(buffer.Length))
            return;
        var bits = BitOperations.Log2((uint)buffer.Length);
        if (bits is < SmallestBits or > LargestBits)
            return;
        var free = _buffers[bits - SmallestBits];
        if (free.Count >= KeptBuffers << (LargestBits - bits))
            return;
        buffer.AsSpan(0, used).Clear();
        free.Add(buffer);
    }

    /// <summary>Ends the life of all arrays.</summary>
    public void Reset()
    {
        for (var i = 0; i < _used; i++)
            _arrays[i].Reset(this);
        _used = 0;
    }

    private static int BitsFor(int size) => Math.Max(SmallestBits, BitOperations.Log2((uint)Math.Max(1, size - 1)) + 1);
}
