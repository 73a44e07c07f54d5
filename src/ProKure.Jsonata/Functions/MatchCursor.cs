using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Walks the matches of a regular expression, or of any function that keeps its protocol.</summary>
internal sealed class MatchCursor
{
    private static readonly PropertyName MatchName = new("match");
    private static readonly PropertyName StartName = new("start");
    private static readonly PropertyName EndName = new("end");
    private static readonly PropertyName GroupsName = new("groups");
    private static readonly PropertyName NextName = new("next");

    private readonly EvaluationContext _context;
    private readonly Frame? _frame;
    private readonly string _text;
    private readonly RegexFunction? _regex;
    private Value _matcher;
    private bool _started;

    public MatchCursor(in NativeCall call, in Value matcher, string text)
    {
        _context = call.Context;
        _frame = call.Frame;
        _text = text;
        _matcher = matcher;
        _regex = matcher.IsFunction ? matcher.Function.Unwrapped as RegexFunction : null;
        Groups = [];
        Match = "";
    }

    public string Match { get; private set; }

    public double Start { get; private set; }

    public double End { get; private set; }

    /// <summary>What the groups matched; undefined where one took no part.</summary>
    public Value[] Groups { get; private set; }

    public bool MoveNext()
    {
        _context.Tick();
        return _regex is not null ? MoveNextMatch(_regex) : MoveNextResult();
    }

    private bool MoveNextMatch(RegexFunction regex)
    {
        if (_started && End >= _text.Length)
            return false;
        var match = regex.Regex.Match(_text, (int)End);
        _context.CheckNow();
        if (!match.Success)
            return false;
        if (_started && match.Length == 0)
            throw regex.EmptyMatch();
        _started = true;
        Match = match.Value;
        Start = match.Index;
        End = match.Index + match.Length;
        Groups = match.GroupCount == 0 ? [] : new Value[match.GroupCount];
        for (var i = 0; i < Groups.Length; i++)
            Groups[i] = match.Group(i + 1) is { } group ? Value.FromString(group) : default;
        return true;
    }

    private bool MoveNextResult()
    {
        var result = Invocation.Call(_context, _matcher, _started ? [default] : [Value.FromString(_text)], _frame);
        if (result.IsUndefined)
            return false;
        _started = true;
        var match = result.GetProperty(MatchName);
        var start = result.GetProperty(StartName);
        var end = result.GetProperty(EndName);
        var groups = result.GetProperty(GroupsName);
        var next = result.GetProperty(NextName);
        if (!match.IsString || !start.IsNumber || !(end.IsNumber || groups.IsArray || next.IsFunction))
            throw new JsonataException("T1010", "The matcher function does not return an object with match, start, end, groups and next");
        Match = match.AsString();
        Start = start.AsNumber();
        End = end.IsNumber ? end.AsNumber() : Start + Match.Length;
        var items = new List<Value>();
        if (groups.IsArray)
            foreach (var group in groups.EnumerateItems())
                items.Add(group);
        Groups = [.. items];
        _matcher = next;
        return true;
    }
}
