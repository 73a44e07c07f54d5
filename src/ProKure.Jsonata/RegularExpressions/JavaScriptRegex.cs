using System.Text.RegularExpressions;
using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.RegularExpressions;

/// <summary>A regular expression with JavaScript's meaning (without flag u: matches UTF-16 units), safe to use from many threads.</summary>
/// <remarks>
/// Runs on .NET's backtracking engine, bounded by a match time-out. The linear-time engine (RegexOptions.NonBacktracking) is not used:
/// in .NET 10 it misses matches (<c>k?[-a]</c> first finds index 7 of "xcAkbaxa", not 5) and loses captures.
/// </remarks>
internal sealed class JavaScriptRegex
{
    private readonly TimeSpan _matchTimeout;
    private readonly string _translated;

    // Built at the first match; two threads that meet here build the same.
    private Regex? _engine;

    private JavaScriptRegex(string pattern, string flags, TimeSpan matchTimeout)
    {
        Pattern = pattern;
        Flags = flags;
        _matchTimeout = matchTimeout;
        var ignoreCase = flags.Contains('i', StringComparison.Ordinal);
        (var root, GroupCount) = PatternParser.Parse(pattern, ignoreCase, multiline: flags.Contains('m', StringComparison.Ordinal));
        _translated = PatternWriter.Write(root, GroupCount, ignoreCase);
    }

    private Regex Engine => _engine ??= new Regex(_translated, RegexOptions.CultureInvariant, _matchTimeout);

    /// <summary>The pattern as written.</summary>
    public string Pattern { get; }

    /// <summary>The flags as written: i, m, both or none.</summary>
    public string Flags { get; }

    /// <summary>Number of capturing groups.</summary>
    public int GroupCount { get; }

    /// <summary>Reads and translates a pattern; the engine's own form of it is made at the first match.</summary>
    /// <param name="pattern">What stands between the slashes.</param>
    /// <param name="flags">i (ignore case), m (anchors match at line ends), each once at most.</param>
    /// <param name="matchTimeout">How long one match may take.</param>
    /// <exception cref="JsonataException">S0303: no valid JavaScript pattern, or flags other than these.</exception>
    public static JavaScriptRegex Parse(string pattern, string flags, TimeSpan matchTimeout) =>
        flags is "" or "i" or "m" or "im" or "mi"
            ? new JavaScriptRegex(pattern, flags, matchTimeout)
            : throw new JsonataException("S0303", $"Invalid regular expression flags \"{Quoted.Cut(flags)}\": i and m are possible, each once");

    /// <summary>Whether the text has a match.</summary>
    /// <exception cref="JsonataException">D1017: the match took too long.</exception>
    public bool IsMatch(string text)
    {
        try
        {
            return Engine.IsMatch(text);
        }
        catch (RegexMatchTimeoutException fault)
        {
            throw TimedOut(fault);
        }
    }

    /// <summary>The first match at or after a UTF-16 index; anchors and look behinds see the text before it.</summary>
    /// <exception cref="JsonataException">D1017: the match took too long.</exception>
    public JavaScriptMatch Match(string text, int start = 0)
    {
        if (start > text.Length)
            return default;
        try
        {
            var match = Engine.Match(text, start);
            return match.Success ? new JavaScriptMatch(match, GroupCount) : default;
        }
        catch (RegexMatchTimeoutException fault)
        {
            throw TimedOut(fault);
        }
    }

    private JsonataException TimedOut(RegexMatchTimeoutException fault) =>
        new("D1017", $"The regular expression /{Quoted.Cut(Pattern)}/ took longer than {_matchTimeout.TotalMilliseconds} ms to match", innerException: fault);
}

/// <summary>One match; the default value is "no match".</summary>
internal readonly struct JavaScriptMatch(Match match, int groupCount)
{
    private readonly Match? _match = match;

    /// <summary>Whether there is a match; the other members need one.</summary>
    public bool Success => _match is not null;

    /// <summary>UTF-16 index of the first character.</summary>
    public int Index => Found.Index;

    /// <summary>Length in UTF-16 units; 0 is possible.</summary>
    public int Length => Found.Length;

    /// <summary>The matched text.</summary>
    public string Value => Found.Value;

    /// <summary>Number of capturing groups in the pattern.</summary>
    public int GroupCount { get; } = groupCount;

    private Match Found => _match ?? throw new InvalidOperationException("There is no match");

    /// <summary>Text of the capturing group of this number (from 1); null where the group took no part.</summary>
    public string? Group(int number) => Found.Groups[number] is { Success: true } group ? group.Value : null;
}
