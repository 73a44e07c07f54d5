using System.Collections.Concurrent;

namespace ProKure.Integrations.Execution.Sessions;

/// <summary>
/// The sessions in use, one for each system, place and login. Many calls use one at the same time; one call at a time opens it, the others wait for that.
/// </summary>
internal sealed class CsrfSessions
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>The session under a key, opened where there is none.</summary>
    /// <param name="key">System, place and login.</param>
    /// <param name="open">Opens one; null where that fails.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<CsrfSession?> GetAsync(string key, Func<Task<CsrfSession?>> open, CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd(key, static _ => new Slot());
        if (slot.Session is { } session)
            return session;
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            return slot.Session ??= await open();
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Drops a session that was refused; one that was opened since stays.</summary>
    public void Drop(string key, CsrfSession refused)
    {
        if (_slots.TryGetValue(key, out var slot))
            Interlocked.CompareExchange(ref slot.Session, null, refused);
    }

    // Session is written under the gate, and dropped without it: only the very session that was refused.
#pragma warning disable CA1001 // A slot lives as long as the process, and a semaphore holds nothing to be released unless somebody asks for its wait handle.
    private sealed class Slot
#pragma warning restore CA1001
    {
        public readonly SemaphoreSlim Gate = new(1);

        public volatile CsrfSession? Session;
    }
}
