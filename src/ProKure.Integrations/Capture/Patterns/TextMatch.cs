using System.Buffers;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>What a recogniser found: where the value begins and how it ends.</summary>
internal readonly record struct TextMatch(int Start, int End, RedactionRule Rule)
{
    /// <summary>How the value goes on after <see cref="End"/>, which is then only as far as was looked at.</summary>
    public Tail Tail { get; init; }

    /// <summary>For <see cref="Tail.Run"/>: what the value is made of.</summary>
    public SearchValues<byte>? Alphabet { get; init; }

    /// <summary>For <see cref="Tail.Quoted"/>: the quote.</summary>
    public byte Quote { get; init; }

    /// <summary>For <see cref="Tail.Quoted"/>: how many backslashes stand before the quotes.</summary>
    public int Backslashes { get; init; }
}

/// <summary>Where a value ends whose length is not known beforehand.</summary>
internal enum Tail
{
    /// <summary>At the end that the match gives.</summary>
    None,

    /// <summary>Before the first byte that is not in the alphabet.</summary>
    Run,

    /// <summary>Before the quote.</summary>
    Quoted,

    /// <summary>Before white space, <c>&amp;</c>, <c>;</c>, quotes and angle brackets.</summary>
    Assigned,

    /// <summary>As <see cref="Assigned"/>, and before <c>,</c> and closing brackets.</summary>
    Listed,

    /// <summary>After the closing bracket that belongs to the first one.</summary>
    Bracketed,

    /// <summary>Before the next markup.</summary>
    Element,

    /// <summary>Before the end of the line.</summary>
    Line,

    /// <summary>After the END line of a PEM block.</summary>
    Pem,
}
