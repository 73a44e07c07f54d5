namespace ProKure.Integrations.Authentication.Keys;

/// <summary>A rotation under way: what the kinds tell it, each about its own. Used by one pass at a time.</summary>
/// <param name="keepGoing">Keeps the lease of the hub that rotates; throws when another hub has it.</param>
public sealed class RotationRun(Func<int, CancellationToken, Task> keepGoing)
{
    private readonly SortedSet<string> _unreadable = new(StringComparer.Ordinal);

    /// <summary>What cannot be encrypted anew, since its key is not there, for people.</summary>
    public IReadOnlyCollection<string> Unreadable => _unreadable;

    /// <summary>Whether it was noted before that this cannot be read.</summary>
    public bool IsUnreadable(string what) => _unreadable.Contains(what);

    /// <summary>Notes that something cannot be read.</summary>
    /// <param name="what">What, as it is told to people.</param>
    public void NoteUnreadable(string what) => _unreadable.Add(what);

    /// <summary>Counts what was done; to be called every few seconds, also where it was nothing.</summary>
    public Task StepAsync(int done, CancellationToken cancellationToken) => keepGoing(done, cancellationToken);
}
