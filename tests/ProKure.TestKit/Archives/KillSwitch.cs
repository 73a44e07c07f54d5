using System.Reflection;
using ProKure.Integrations.Archives;

namespace ProKure.TestKit.Archives;

/// <summary>
/// Ends a run after one of the calls that change something, as a kill of the process does: the call was carried out, and nothing comes after it. Or lets something else happen before a
/// call, as where a process is held up.
/// </summary>
public sealed class KillSwitch
{
    private static readonly string[] Changing =
    [
        nameof(IArchiveFiles.TryAddAsync), nameof(IArchiveFiles.TryChangeAsync), nameof(IArchiveFiles.DropAsync), nameof(IArchiveFiles.KeepBodiesAsync),
        nameof(IArchivedLog.MarkAsync), nameof(IArchivedLog.UnmarkAsync), "PutAsync", "DeleteAsync",
    ];

    private readonly List<string> _calls = [];

    /// <summary>The names of the changing calls so far.</summary>
    public IReadOnlyList<string> Calls => _calls;

    /// <summary>After so many changing calls everything ends; null for never.</summary>
    public int? KillAfter { get; init; }

    /// <summary>What happens before a changing call with this number, from 0.</summary>
    public Func<int, Task>? Before { get; init; }

    /// <summary>The stores, with this switch in between.</summary>
    public ArchiveStores Around(ArchiveStores stores) => stores with
    {
        Archived = Wrap(stores.Archived),
        Files = Wrap(stores.Files),
        Objects = Wrap(stores.Objects),
    };

    private T Wrap<T>(T inner) where T : class
    {
        var proxy = DispatchProxy.Create<T, Proxy>();
        ((Proxy)(object)proxy).Set(inner, this);
        return proxy;
    }

    private bool IsKilled => KillAfter is { } most && _calls.Count >= most;

    private async Task<T> ChangeAsync<T>(string name, Func<Task<T>> call)
    {
        if (IsKilled)
            throw new KilledException();
        if (Before is not null)
            await Before(_calls.Count);
        var result = await call();
        _calls.Add(name);
        return IsKilled ? throw new KilledException() : result;
    }

    /// <summary>Stands between; public because the runtime derives from it.</summary>
    public class Proxy : DispatchProxy
    {
        private static readonly MethodInfo Generic = typeof(KillSwitch).GetMethod(nameof(ChangeAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

        private object? _inner;
        private KillSwitch? _switch;

        internal void Set(object inner, KillSwitch killSwitch) => (_inner, _switch) = (inner, killSwitch);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            object? Call() => targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
            if (!Changing.Contains(targetMethod!.Name, StringComparer.Ordinal))
                return _switch!.IsKilled && targetMethod.ReturnType.IsAssignableTo(typeof(Task)) ? throw new KilledException() : Call();
            if (targetMethod.ReturnType == typeof(Task))
            {
                return _switch!.ChangeAsync(targetMethod.Name, async () =>
                {
                    await (Task)Call()!;
                    return true;
                });
            }

            var result = targetMethod.ReturnType.GetGenericArguments()[0];
            var call = typeof(Proxy).GetMethod(nameof(Typed), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(result).Invoke(null, [(Func<object?>)Call]);
            return Generic.MakeGenericMethod(result).Invoke(_switch, BindingFlags.DoNotWrapExceptions, null, [targetMethod.Name, call], null);
        }

        private static Func<Task<T>> Typed<T>(Func<object?> call) => () => (Task<T>)call()!;
    }
}

/// <summary>The process was killed here.</summary>
public sealed class KilledException() : Exception("The process was killed here.");
