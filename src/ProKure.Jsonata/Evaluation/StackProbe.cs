using System.Runtime.CompilerServices;

namespace ProKure.Jsonata.Evaluation;

/// <summary>
/// Makes sure that the thread's stack goes on for a while. Looking at the stack costs a call into the runtime, and a look holds for some way down,
/// so addresses of locals tell when it is time for the next one. A probe serves one thread, and starts afresh with its default.
/// </summary>
internal struct StackProbe
{
    /// <summary>Stack that may be used after a look; far less than what the look makes sure of.</summary>
    private const int Stride = 16 * 1024;

    /// <summary>How far from the top of the address space the stack is known to go on; 0, the default, is nowhere.</summary>
    private nint _known;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ensure()
    {
        byte here = 0;
        if (FromTop(ref here) > _known)
            Look();
    }

    /// <exception cref="JsonataException">D1011: the stack is used up.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Look()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw EvaluationContext.StackOverflow();
        byte here = 0;
        _known = FromTop(ref here) + Stride;
    }

    private static nint FromTop(ref byte local) => nint.MaxValue - Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref local);
}
