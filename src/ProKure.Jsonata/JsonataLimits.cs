namespace ProKure.Jsonata;

/// <summary>
/// Guards against expressions and inputs that would hang, exhaust or crash the process. All are on by default;
/// a guard that trips throws a <see cref="JsonataException"/> with the code named at each property.
/// </summary>
public sealed record JsonataLimits
{
    /// <summary>The defaults.</summary>
    public static JsonataLimits Default { get; } = new();

    /// <summary>Characters of an expression, also of one given to <c>$eval</c>. Default 250,000. Code D1022.</summary>
    public int MaxExpressionLength { get; init; } = 250_000;

    /// <summary>Levels of nesting of an expression; a chain such as <c>a + b + c</c> nests once per operator. Default 500. Code D1023.</summary>
    public int MaxExpressionDepth { get; init; } = 500;

    /// <summary>Levels of nesting of JSON input. Default 128. Code D1021.</summary>
    public int MaxInputDepth { get; init; } = 128;

    /// <summary>
    /// Nested evaluations of expression nodes, as the reference counts its <c>stack</c> option: a plain recursive function takes about three
    /// a call. Default 5,000. Code D1011, also when the thread's stack runs out first.
    /// </summary>
    public int MaxDepth { get; init; } = 5_000;

    /// <summary>Time that one evaluation may take; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no limit. Default 5 seconds. Code D1012.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Steps of one evaluation: calls, and turns of every loop over items. Default 50,000,000. Code D1014.</summary>
    public long MaxSteps { get; init; } = 50_000_000;

    /// <summary>Items of one sequence or array made by an expression; a range counts what it spans. Default 10,000,000. Code D2014 for ranges, else D2015.</summary>
    public int MaxSequenceLength { get; init; } = 10_000_000;

    /// <summary>Values kept in sequences, arrays and objects made by one evaluation, all together. Default 8,000,000. Code D1015.</summary>
    public long MaxValues { get; init; } = 8_000_000;

    /// <summary>Characters (UTF-16) of one string made by an expression. Default 16,000,000. Code D1016.</summary>
    public int MaxStringLength { get; init; } = 16_000_000;

    /// <summary>Characters (UTF-16) of all strings made by one evaluation. Default 128,000,000. Code D1019.</summary>
    public long MaxStringCharacters { get; init; } = 128_000_000;

    /// <summary>Bytes of the result as UTF-8. Default 64 MB. Code D1018.</summary>
    public int MaxOutputBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time that one match of a regular expression may take. Default 250 ms. Code D1017.</summary>
    public TimeSpan RegexTimeout { get; init; } = TimeSpan.FromMilliseconds(250);
}
