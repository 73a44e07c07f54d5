using System.Globalization;
using System.Text;

namespace ProKure.Jsonata.RegularExpressions;

/// <summary>Writes a parsed JavaScript pattern as a .NET pattern that matches the same.</summary>
internal sealed class PatternWriter
{
    private const int MaxLength = 200_000;
    private const string WordCharacter = "[0-9A-Z_a-z]";
    private const string NoLineEnd = @"[^\n\r\u2028\u2029]";

    private readonly StringBuilder _pattern = new();
    private readonly bool _ignoreCase;
    private readonly bool _resetCaptures;
    private int _lastGroup;

    /// <summary>Inside a look behind both engines match from right to left, so that what is to happen first has to be written last.</summary>
    private bool _backwards;

    private PatternWriter(PatternNode root, int groupCount, bool ignoreCase)
    {
        _ignoreCase = ignoreCase;
        _resetCaptures = NeedsReset(root);
        _lastGroup = groupCount;
        Write(root);
    }

    /// <summary>Writes the pattern.</summary>
    /// <param name="root">The parsed pattern.</param>
    /// <param name="groupCount">How many capturing groups it has.</param>
    /// <param name="ignoreCase">Whether flag i is set; sets are folded already, back references are not.</param>
    public static string Write(PatternNode root, int groupCount, bool ignoreCase) =>
        new PatternWriter(root, groupCount, ignoreCase)._pattern.ToString();

    private void Write(PatternNode node)
    {
        if (_pattern.Length > MaxLength)
            throw new JsonataException("S0303", "The regular expression is too large");
        switch (node)
        {
            case SetNode set:
                set.Set.AppendTo(_pattern);
                break;
            case AnchorNode anchor:
                WriteAnchor(anchor.Anchor);
                break;
            case BackReferenceNode reference:
                WriteBackReference(reference.Group);
                break;
            case SequenceNode sequence:
                foreach (var item in sequence.Items)
                    Write(item);
                break;
            case AlternationNode alternation:
                _pattern.Append("(?:");
                for (var i = 0; i < alternation.Choices.Count; i++)
                {
                    if (i > 0)
                        _pattern.Append('|');
                    Write(alternation.Choices[i]);
                }

                _pattern.Append(')');
                break;
            case GroupNode group:
                WriteEnclosed(group.Number > 0 ? string.Create(CultureInfo.InvariantCulture, $"(?<{group.Number}>") : "(?:", group.Body);
                break;
            case LookNode look:
                var backwards = _backwards;
                _backwards = look.Behind;
                WriteEnclosed($"(?{(look.Behind ? "<" : "")}{(look.Negative ? '!' : '=')}", look.Body);
                _backwards = backwards;
                break;
            case RepeatNode repeat:
                WriteRepeat(repeat);
                break;
        }
    }

    private void WriteEnclosed(string open, PatternNode body)
    {
        _pattern.Append(open);
        Write(body);
        _pattern.Append(')');
    }

    // Not \b and \B: .NET has other word characters, and takes wrong shortcuts around them ([^0-9]+\b| on "a\n" is empty in .NET 10).
    private void WriteAnchor(Anchor anchor) =>
        _pattern.Append(anchor switch
        {
            Anchor.Start => @"\A",
            Anchor.End => @"\z",
            Anchor.LineStart => $"(?<!{NoLineEnd})",
            Anchor.LineEnd => $"(?!{NoLineEnd})",
            Anchor.WordBorder => $"(?:(?<={WordCharacter})(?!{WordCharacter})|(?<!{WordCharacter})(?={WordCharacter}))",
            _ => $"(?:(?<={WordCharacter})(?={WordCharacter})|(?<!{WordCharacter})(?!{WordCharacter}))",
        });

    // A group that took no part is empty text in JavaScript; in .NET a reference to it fails.
    private void WriteBackReference(int group)
    {
        _pattern.Append(CultureInfo.InvariantCulture, $"(?({group}){(_ignoreCase ? "(?i:" : "(?:")}\\{group}))");
    }

    private void WriteRepeat(RepeatNode repeat)
    {
        var captures = repeat.Body.Captures.Any();
        if (!repeat.Body.Nullable || repeat.Max == 0 || (repeat.Max == 1 && !captures && repeat.Body.EmptyLast && !repeat.Lazy))
        {
            WriteLoop(repeat.Body, repeat.Min, repeat.Max, repeat.Lazy, guarded: false);
            return;
        }

        // In JavaScript a turn beyond the minimum that consumes nothing counts as failed; in .NET it ends the loop with success.
        var optional = repeat.Max == int.MaxValue ? int.MaxValue : repeat.Max - repeat.Min;
        if (_backwards)
            WriteLoop(repeat.Body, 0, optional, repeat.Lazy, guarded: true);
        WriteLoop(repeat.Body, repeat.Min, repeat.Min, lazy: false, guarded: false);
        if (!_backwards)
            WriteLoop(repeat.Body, 0, optional, repeat.Lazy, guarded: true);
    }

    private void WriteLoop(PatternNode body, int min, int max, bool lazy, bool guarded)
    {
        if (max == 0 && guarded)
            return;
        var before = new StringBuilder();
        var after = "";
        if (_resetCaptures && max > 1)
        {
            // Each turn starts with its captures unset. One capture at most is on each stack, because all loops do this.
            foreach (var capture in body.Captures)
                before.Append(CultureInfo.InvariantCulture, $"(?({capture})(?<-{capture}>))");
        }

        if (guarded)
        {
            // Keeps the rest of the text; when the same rest is still ahead after the turn, it has consumed nothing.
            var rest = ++_lastGroup;
            before.Append(CultureInfo.InvariantCulture, $@"(?=(?<{rest}>[\s\S]*))");
            after = string.Create(CultureInfo.InvariantCulture, $@"(?!\k<{rest}>\z)");
        }

        _pattern.Append("(?:").Append(_backwards ? after : before.ToString());
        Write(body);
        _pattern.Append(_backwards ? before.ToString() : after).Append(')').Append((min, max) switch
        {
            (0, int.MaxValue) => "*",
            (1, int.MaxValue) => "+",
            (0, 1) => "?",
            (_, int.MaxValue) => string.Create(CultureInfo.InvariantCulture, $"{{{min},}}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{{{min},{max}}}"),
        });
        if (lazy)
            _pattern.Append('?');
    }

    /// <summary>Whether a loop may end with a capture of an earlier turn, which JavaScript forgets and .NET keeps.</summary>
    private static bool NeedsReset(PatternNode node) => node switch
    {
        SequenceNode sequence => sequence.Items.Any(NeedsReset),
        AlternationNode alternation => alternation.Choices.Any(NeedsReset),
        GroupNode group => NeedsReset(group.Body),
        LookNode look => NeedsReset(look.Body),
        RepeatNode repeat => (repeat.Max > 1 && repeat.Body.Captures.Any()
            && (repeat.Body.RefersBack || repeat.Body.Captures.Except(repeat.Body.CertainCaptures).Any())) || NeedsReset(repeat.Body),
        _ => false,
    };
}
