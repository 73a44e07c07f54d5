using ProKure.Integrations.Capture.Patterns;

namespace ProKure.Integrations.Capture.Rules;

/// <summary>All rules that hold for an exchange, compiled: the defaults, and those of organisation, system and endpoint. Immutable.</summary>
internal sealed class RedactionRules
{
    private RedactionRules(IReadOnlyList<FieldRule> fields, IReadOnlyList<PatternTemplate> patterns, IEnumerable<string> headers, RedactionTags? tags)
    {
        Names = new NameRules(fields);
        Paths = new PathRules(fields);
        Patterns = new PatternSet(Names, patterns);
        Headers = new HeaderRules(Names, headers);
        Tags = tags;
        All = [.. RedactionCatalogue.Defaults, .. fields.Select(field => field.Rule), .. patterns.Select(pattern => pattern.Rule)];
    }

    /// <summary>The rules that hold everywhere.</summary>
    public static RedactionRules Default { get; } = new([], [], [], null);

    public NameRules Names { get; }

    public PathRules Paths { get; }

    public PatternSet Patterns { get; }

    public HeaderRules Headers { get; }

    /// <summary>Null when equal values are not to be told apart from others.</summary>
    public RedactionTags? Tags { get; }

    public IReadOnlyList<RedactionRule> All { get; }

    /// <summary>The defaults and further rules, each with the name of its owner.</summary>
    public static RedactionRules With(IEnumerable<OwnedRules> owned, RedactionTags? tags = null)
    {
        var all = owned.ToList();
        if (tags is null && all.TrueForAll(rules => rules.IsEmpty))
            return Default;
        return new RedactionRules(
            [.. all.SelectMany(rules => rules.Fields.Select(field => FieldRule.Parse(field, rules.Owner)))],
            [.. all.SelectMany(rules => rules.Patterns.Select(pattern => PatternTemplate.Parse(pattern, rules.Owner)))],
            all.SelectMany(rules => rules.AllowedHeaders),
            tags);
    }
}

/// <summary>Rules of configuration.</summary>
/// <param name="Owner">Whose they are: <c>organization</c>, <c>system</c>, <c>endpoint</c>.</param>
/// <param name="Fields">Names and paths, as <see cref="FieldRule"/> reads them.</param>
/// <param name="Patterns">Patterns for values, as <see cref="PatternTemplate"/> reads them.</param>
/// <param name="AllowedHeaders">Headers that may be seen.</param>
internal sealed record OwnedRules(
    string Owner, IReadOnlyCollection<string> Fields, IReadOnlyCollection<string> Patterns, IReadOnlyCollection<string> AllowedHeaders)
{
    public bool IsEmpty => Fields.Count == 0 && Patterns.Count == 0 && AllowedHeaders.Count == 0;
}
