using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>Frames that nothing outlives, used again within an evaluation and by the next.</summary>
internal sealed class FramePool
{
    private const int Kept = 64;
    private const int LargestKept = 16;

    private readonly Frame[] _free = new Frame[Kept];
    private int _count;

    /// <summary>A frame with nothing bound.</summary>
    public Frame Rent(Scope scope, Frame? parent)
    {
        var size = scope.Count;
        if (_count == 0)
            return new Frame(scope, parent, new Value[size]);
        var frame = _free[--_count];
        frame.Restart(scope, parent, size);
        return frame;
    }

    /// <summary>Takes a frame back; only where no function made in it can still be called. After a fault it need not come back.</summary>
    public void Return(Frame frame)
    {
        if (_count == Kept || frame.Slots.Length > LargestKept)
            return;
        frame.Clear();
        _free[_count++] = frame;
    }
}
