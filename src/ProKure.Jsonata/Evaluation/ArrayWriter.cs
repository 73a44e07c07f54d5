using System.Runtime.InteropServices;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>Writes the items of a sequence as they come up, and then what the sequence collapses to.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct ArrayWriter
{
    private readonly JsonOutput _output;
    private readonly int _start;
    private int _before;
    private int _count;

    public ArrayWriter(JsonOutput output)
    {
        _output = output;
        _start = output.Length;
        output.Byte((byte)'[');
    }

    /// <summary>Makes ready for an item.</summary>
    public void Separate()
    {
        _before = _output.Length;
        if (_count > 0)
            _output.Byte((byte)',');
    }

    /// <summary>Says whether an item was written.</summary>
    public void Note(bool written, EvaluationContext context)
    {
        if (written)
            context.CheckSequence(++_count);
        else
            _output.Truncate(_before);
    }

    /// <summary>Ends the sequence; false where it is undefined, having nothing in it.</summary>
    public readonly bool Close(bool keepsSingleton)
    {
        if (_count == 0)
            _output.Truncate(_start);
        else if (_count == 1 && !keepsSingleton)
            _output.RemoveAt(_start);
        else
            _output.Byte((byte)']');
        return _count > 0;
    }
}
