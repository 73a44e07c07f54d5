using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.RegularExpressions;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>A regular expression as function: gives the first match in a string as an object whose <c>next</c> gives the next one.</summary>
internal sealed class RegexFunction(JavaScriptRegex regex, int position) : Function
{
    public override int Arity => 2;

    public JavaScriptRegex Regex => regex;

    public static RegexFunction Create(string pattern, string flags, int position, JsonataLimits limits)
    {
        try
        {
            return new RegexFunction(JavaScriptRegex.Parse(pattern, flags, limits.RegexTimeout), position);
        }
        catch (JsonataException fault)
        {
            fault.Complete(position, token: null);
            throw;
        }
    }

    /// <summary>That a match is empty, so that the next one would be the same.</summary>
    public JsonataException EmptyMatch() =>
        new("D1004", $"The regular expression /{regex.Pattern}/ matches the empty string", position, value: regex.Pattern);

    public override Value Invoke(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame)
    {
        if (args.IsEmpty || !args[0].IsString)
            return default;
        var start = args.Length > 1 && args[1].IsNumber ? args[1].AsNumber() : 0;
        return Match(context, args[0].AsString(), start is > 0 and < int.MaxValue ? (int)start : 0);
    }

    private Value Match(EvaluationContext context, string text, int start)
    {
        context.ChargeObject(6);
        var match = regex.Match(text, start);
        context.CheckNow();
        if (!match.Success)
            return default;
        var groups = context.NewArray();
        for (var i = 1; i <= match.GroupCount; i++)
            groups.Add(match.Group(i) is { } group ? Value.FromString(group) : default, context);
        var result = new JsonObject();
        result.Set("match", Value.FromString(match.Value));
        result.Set("start", Value.FromNumber(match.Index));
        result.Set("end", Value.FromNumber(match.Index + match.Length));
        result.Set("groups", Value.FromArray(groups));
        result.Set("next", Value.FromFunction(new NextMatch(this, text, match.Index + match.Length)));
        return Value.FromObject(result);
    }

    /// <summary>The function that gives the match after an earlier one.</summary>
    private sealed class NextMatch(RegexFunction owner, string text, int start) : Function
    {
        public override int Arity => 0;

        public override Value Invoke(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame)
        {
            if (start >= text.Length)
                return default;
            var next = owner.Match(context, text, start);
            return next.IsObject && next.Object.Get("match").AsString().Length == 0 ? throw owner.EmptyMatch() : next;
        }
    }
}
