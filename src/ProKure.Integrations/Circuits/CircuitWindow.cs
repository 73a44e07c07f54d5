namespace ProKure.Integrations.Circuits;

/// <summary>The exchanges of the last while, counted in tenths of it. Not for several threads at once.</summary>
internal sealed class CircuitWindow
{
    private const int Parts = 10;

    private readonly (int Calls, int Failures)[] _parts = new (int, int)[Parts];
    private long _current;

    /// <summary>Counts an exchange.</summary>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="now">The time, from whenever.</param>
    /// <param name="length">How far back exchanges count.</param>
    public void Add(bool failed, TimeSpan now, TimeSpan length)
    {
        MoveTo(now, length);
        ref var part = ref _parts[_current % Parts];
        part = (part.Calls + 1, part.Failures + (failed ? 1 : 0));
    }

    /// <summary>What counts at a time.</summary>
    public (int Calls, int Failures) Count(TimeSpan now, TimeSpan length)
    {
        MoveTo(now, length);
        var (calls, failures) = (0, 0);
        foreach (var part in _parts)
            (calls, failures) = (calls + part.Calls, failures + part.Failures);
        return (calls, failures);
    }

    public void Clear() => Array.Clear(_parts);

    private void MoveTo(TimeSpan now, TimeSpan length)
    {
        var part = now.Ticks / Math.Max(1, length.Ticks / Parts);

        // Another length of the window begins anew: its parts are others.
        if (part < _current || part - _current >= Parts)
            Clear();
        for (var passed = Math.Max(_current + 1, part - Parts + 1); passed <= part; passed++)
            _parts[passed % Parts] = default;
        _current = part;
    }
}
