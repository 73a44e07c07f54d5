namespace ProKure.Integrations.Capture.Rules;

/// <summary>The rules for paths, compiled for all documents. Immutable; <see cref="PathCursor"/> walks one document.</summary>
internal sealed class PathRules(IEnumerable<FieldRule> rules)
{
    private readonly FieldRule[] _rules = [.. rules.Where(rule => rule.Name is null)];

    public int Count => _rules.Length;

    /// <summary>Where the rules stand at a document's root.</summary>
    public void Begin(Span<ulong> states)
    {
        for (var i = 0; i < _rules.Length; i++)
            states[i] = Skip(_rules[i], 1);
    }

    /// <summary>Steps down to a name. A bit a place in the rule's path: set when the names so far lead there.</summary>
    /// <returns>The rule whose path ends here; null for none.</returns>
    public RedactionRule? Step(ReadOnlySpan<ulong> from, ReadOnlySpan<byte> name, Span<ulong> to)
    {
        RedactionRule? found = null;
        for (var i = 0; i < _rules.Length; i++)
        {
            var steps = _rules[i].Steps;
            ulong next = 0;
            for (var at = 0; at < steps.Count; at++)
            {
                if ((from[i] & (1UL << at)) == 0)
                    continue;
                if (steps[at] is not { } pattern)
                    next |= 1UL << at;
                else if (pattern.IsAny || pattern.IsMatch(name))
                    next |= 1UL << (at + 1);
            }

            to[i] = Skip(_rules[i], next);
            if (found is null && (to[i] & (1UL << steps.Count)) != 0)
                found = _rules[i].Rule;
        }

        return found;
    }

    // Any number of names may be none.
    private static ulong Skip(FieldRule rule, ulong state)
    {
        for (var at = 0; at < rule.Steps.Count; at++)
        {
            if ((state & (1UL << at)) != 0 && rule.Steps[at] is null)
                state |= 1UL << (at + 1);
        }

        return state;
    }
}
