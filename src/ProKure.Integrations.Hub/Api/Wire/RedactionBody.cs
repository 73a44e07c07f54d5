using System.Collections.Immutable;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>Rules for what is not stored of exchanges, besides the defaults.</summary>
internal sealed record RedactionBody
{
    /// <summary>Names of fields with wildcards (<c>*salary*</c>), or paths (<c>$.payment.card.*</c>, <c>**.iban</c>).</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Values: literal characters, <c>#</c> for a digit, <c>?</c> for a letter or digit, <c>*</c> at the end for the rest of a token.</summary>
    public IReadOnlyList<string>? Patterns { get; init; }

    /// <summary>Headers whose values are stored besides those that always are.</summary>
    public IReadOnlyList<string>? AllowedHeaders { get; init; }

    public static RedactionBody Of(RedactionConfig rules) => new() { Fields = rules.Fields, Patterns = rules.Patterns, AllowedHeaders = rules.AllowedHeaders };

    public static RedactionConfig ToConfig(RedactionBody? body) => body is null
        ? RedactionConfig.None
        : new RedactionConfig
        {
            Fields = body.Fields?.ToImmutableArray() ?? [],
            Patterns = body.Patterns?.ToImmutableArray() ?? [],
            AllowedHeaders = body.AllowedHeaders?.ToImmutableArray() ?? [],
        };
}
