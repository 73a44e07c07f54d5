namespace ProKure.Integrations.Capture.Rules;

/// <summary>
/// A rule of configuration for fields: a name with wildcards (<c>*token*</c>), or a path of names (<c>$.payment.card.*</c>, <c>**.iban</c>).
/// Arrays are no steps of a path: <c>$.items.iban</c> is in every item.
/// </summary>
internal sealed class FieldRule
{
    /// <summary>The most names in a path.</summary>
    public const int MaxSteps = 16;

    private FieldRule(RedactionRule rule, IReadOnlyList<NamePattern?> steps)
    {
        Rule = rule;
        Steps = steps;
    }

    public RedactionRule Rule { get; }

    /// <summary>The names from the document's root; null stands for any number of any names.</summary>
    public IReadOnlyList<NamePattern?> Steps { get; }

    /// <summary>The name, when the rule holds wherever it stands; null for a path.</summary>
    public NamePattern? Name => Steps is [null, { } name] ? name : null;

    /// <summary>The last name of the path that is not just <c>*</c>: all that can be told in a text without structure. Null when there is none.</summary>
    public NamePattern? LastName => Steps.LastOrDefault(step => step is { IsAny: false });

    /// <summary>Reads a rule.</summary>
    /// <exception cref="FormatException">It is no name and no path; the message says what was expected.</exception>
    public static FieldRule Parse(string text, string owner)
    {
        var isRooted = text.StartsWith("$.", StringComparison.Ordinal);
        var path = isRooted ? text[2..] : text;
        var steps = new List<NamePattern?>();
        if (!isRooted)
            steps.Add(null);
        foreach (var part in path.Replace("[*]", "", StringComparison.Ordinal).Split('.'))
        {
            if (part == "**")
            {
                if (steps is not [.., null])
                    steps.Add(null);
                continue;
            }

            var name = new NamePattern(part);
            if (name.IsEmpty || part.AsSpan().ContainsAny('[', ']', '$'))
                throw new FormatException("Expected a field's name (iban, *token*) or a path of names ($.payment.card.*, **.iban).");
            steps.Add(name);
        }

        if (steps is [.., null])
            throw new FormatException("Expected a name at the end of the path.");
        if (steps is [null, { IsAny: true }])
            throw new FormatException("Expected more than *, which is every field.");
        if (steps.Count > MaxSteps)
            throw new FormatException($"Expected a path of at most {MaxSteps - 1} names.");
        return new FieldRule(new RedactionRule($"{owner}:{text}", $"The {owner}'s rule for fields: {text}"), steps);
    }
}
