using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ProKure.Integrations.Hub.Tests.Retention;

/// <summary>A process that dies at a certain step: right before or right after a call to a store.</summary>
internal sealed class CrashPoints(int dieAt)
{
    private int _passed;

    /// <summary>The step at which it died; null while it lives.</summary>
    public string? DiedAt { get; private set; }

    public void Pass(string step)
    {
        if (++_passed != dieAt)
            return;
        DiedAt = step;
        throw new ProcessDied();
    }
}

/// <summary>Nothing that comes after it is carried out.</summary>
internal sealed class ProcessDied : Exception;

/// <summary>Passes every asynchronous call on to the real store, with a crash point before and after it.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy makes a subtype while it runs.")]
internal class Dying<T> : DispatchProxy where T : class
{
    private T? _store;
    private CrashPoints? _points;

    public static T Of(T store, CrashPoints points)
    {
        var proxy = Create<T, Dying<T>>();
        ((Dying<T>)(object)proxy)._store = store;
        ((Dying<T>)(object)proxy)._points = points;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (!targetMethod!.ReturnType.IsAssignableTo(typeof(Task)))
            return targetMethod.Invoke(_store, args);
        var result = targetMethod.ReturnType.IsGenericType ? targetMethod.ReturnType.GenericTypeArguments[0] : null;
        return result is null
            ? RunAsync(targetMethod, args)
            : typeof(Dying<T>).GetMethod(nameof(GetAsync), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(result).Invoke(this, [targetMethod, args]);
    }

    private async Task RunAsync(MethodInfo method, object?[]? args)
    {
        _points!.Pass($"before {typeof(T).Name}.{method.Name}");
        await (Task)method.Invoke(_store, args)!;
        _points.Pass($"after {typeof(T).Name}.{method.Name}");
    }

    private async Task<TResult> GetAsync<TResult>(MethodInfo method, object?[]? args)
    {
        _points!.Pass($"before {typeof(T).Name}.{method.Name}");
        var result = await (Task<TResult>)method.Invoke(_store, args)!;
        _points.Pass($"after {typeof(T).Name}.{method.Name}");
        return result;
    }
}
