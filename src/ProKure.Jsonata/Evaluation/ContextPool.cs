using System.Collections.Concurrent;

namespace ProKure.Jsonata.Evaluation;

/// <summary>Contexts waiting for the next evaluation: one for each thread, and a few more for nested evaluations.</summary>
internal static class ContextPool
{
    private const int MaxShared = 64;

    [ThreadStatic]
    private static EvaluationContext? _own;

    private static readonly ConcurrentBag<EvaluationContext> Shared = [];

    public static EvaluationContext Rent()
    {
        var context = _own;
        if (context is not null)
        {
            _own = null;
            return context;
        }
        return Shared.TryTake(out var shared) ? shared : new EvaluationContext();
    }

    public static void Return(EvaluationContext context)
    {
        context.Reset();
        if (_own is null)
            _own = context;
        else if (Shared.Count < MaxShared)
            Shared.Add(context);
    }
}
