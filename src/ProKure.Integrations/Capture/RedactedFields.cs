using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture;

/// <summary>Collects what redaction removed from one exchange: each place and rule once, in order, up to a limit.</summary>
internal sealed class RedactedFields
{
    /// <summary>The most places that are told apart.</summary>
    public const int MaxPlaces = 100;

    /// <summary>What stands in the list for those that are over.</summary>
    public const string More = "…";

    private readonly HashSet<(string, RedactionRule)> _seen = [];
    private readonly List<RedactionFinding> _findings = [];
    private List<string>? _names;
    private (string Place, RedactionRule Rule) _last;

    /// <summary>How many values were removed, equal places counted each time.</summary>
    public long Count { get; private set; }

    /// <summary>Names and paths of what was removed, without repetition.</summary>
    public IReadOnlyList<string> Names => _names ?? (IReadOnlyList<string>)[];

    /// <summary>The same with the rules.</summary>
    public IReadOnlyList<RedactionFinding> Findings => _findings;

    /// <summary>True when no further place is told apart, so that none needs to be worked out.</summary>
    public bool IsFull => _findings.Count >= MaxPlaces;

    /// <summary>Notes that a value was removed.</summary>
    public void Add(RedactionRule rule, string place, long offset = 0)
    {
        Count++;
        if (ReferenceEquals(place, _last.Place) && ReferenceEquals(rule, _last.Rule))
            return;
        _last = (place, rule);
        _names ??= [];
        if (IsFull)
        {
            if (_names[^1] != More && !_seen.Contains((place, rule)))
                _names.Add(More);
            return;
        }

        if (!_seen.Add((place, rule)))
            return;
        _findings.Add(new RedactionFinding(place, offset, rule));
        if (!_names.Contains(place, StringComparer.Ordinal))
            _names.Add(place);
    }
}

/// <summary>A value that was removed.</summary>
/// <param name="Place">Path or name: <c>payment.card</c>, <c>query api_key</c>, <c>header X-Api-Key</c>, <c>text jwt</c>.</param>
/// <param name="Offset">Where the value, or the text around it, first began: bytes from the start of the body.</param>
/// <param name="Rule">Why it was removed.</param>
internal sealed record RedactionFinding(string Place, long Offset, RedactionRule Rule);
