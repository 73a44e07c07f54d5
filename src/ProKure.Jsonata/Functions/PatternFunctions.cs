using System.Text;
using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Functions that search strings for a string or a pattern.</summary>
internal static class PatternFunctions
{
    public static NativeFunction[] All { get; } =
    [
        new("match", 3, "<s-f<s:o>n?:a<o>>", Match),
        new("contains", 2, "<s-(sf):b>", Contains),
        new("replace", 4, "<s-(sf)(sf)n?:s>", Replace),
        new("split", 3, "<s-(sf)n?:a<s>>", Split),
    ];

    private static double LimitOf(in NativeCall call, int index, string code, string function)
    {
        if (call[index].IsUndefined)
            return double.PositiveInfinity;
        var limit = call[index].AsNumber();
        return limit >= 0
            ? limit
            : throw new JsonataException(
                code, $"The limit of ${function} must not be negative, got {call[index].Describe()}", value: call[index].Describe())
            {
                ArgumentIndex = index + 1,
            };
    }

    private static Value Match(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var limit = LimitOf(call, 2, "D3040", "match");
        var result = Sequences.New(call.Context);
        if (limit <= 0)
            return Value.FromArray(result);
        var cursor = new MatchCursor(call, call[1], call[0].AsString());
        for (var count = 0; count < limit && cursor.MoveNext(); count++)
        {
            call.Context.ChargeObject(3 + cursor.Groups.Length);
            var match = new JsonObject();
            match.Set("match", Value.FromString(cursor.Match));
            match.Set("index", Value.FromNumber(cursor.Start));
            match.Set("groups", Value.FromArray(JsonArray.OfItems(cursor.Groups)));
            result.Add(Value.FromObject(match), call.Context);
        }
        return Value.FromArray(result);
    }

    private static Value Contains(in NativeCall call)
    {
        if (call[0].IsUndefined || call[1].IsUndefined)
            return default;
        if (FastPaths.On && PlainText.TryFind(call[0], call[1], out _, out var index, out _))
            return Value.FromBoolean(index >= 0);
        var text = call[0].AsString();
        call.Context.Tick(text.Length / 256);
        if (call[1].IsString)
            return Value.FromBoolean(text.Contains(call[1].AsString(), StringComparison.Ordinal));
        return Value.FromBoolean(new MatchCursor(call, call[1], text).MoveNext());
    }

    private static Value Split(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var limit = LimitOf(call, 2, "D3020", "split");
        var result = call.Context.NewArray();
        if (limit <= 0)
            return Value.FromArray(result);
        var text = call[0].AsString();
        if (!call[1].IsFunction)
        {
            SplitByText(call.Context, result, text, call[1].IsUndefined ? null : call[1].AsString(), Math.Truncate(limit));
            return Value.FromArray(result);
        }
        var cursor = new MatchCursor(call, call[1], text);
        var start = 0;
        var count = 0;
        for (; count < limit && cursor.MoveNext(); count++)
        {
            Add(call.Context, result, Between(text, start, cursor.Start));
            start = (int)Math.Clamp(cursor.End, 0, text.Length);
        }
        if (count < limit)
            Add(call.Context, result, text[start..]);
        return Value.FromArray(result);
    }

    private static void SplitByText(EvaluationContext context, JsonArray result, string text, string? separator, double limit)
    {
        if (separator is null)
        {
            Add(context, result, text);
            return;
        }
        if (separator.Length == 0)
        {
            for (var i = 0; i < text.Length && i < limit; i++)
                Add(context, result, text[i].ToString());
            return;
        }
        var start = 0;
        while (result.Count < limit)
        {
            context.Tick();
            var index = text.IndexOf(separator, start, StringComparison.Ordinal);
            Add(context, result, index < 0 ? text[start..] : text[start..index]);
            if (index < 0)
                break;
            start = index + separator.Length;
        }
    }

    private static void Add(EvaluationContext context, JsonArray result, string part) =>
        result.Add(Value.FromString(context.Charge(part)), context);

    private static string Between(string text, double start, double end)
    {
        // As JavaScript's substring: out of bounds is clamped, the wrong way round is swapped.
        var first = (int)Math.Clamp(start, 0, text.Length);
        var last = (int)Math.Clamp(end, 0, text.Length);
        return text[Math.Min(first, last)..Math.Max(first, last)];
    }

    private static Value Replace(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        if (call[1] is { IsString: true } empty && empty.AsString().Length == 0)
            throw new JsonataException("D3010", "The second argument of $replace must not be an empty string") { ArgumentIndex = 2 };
        var limit = LimitOf(call, 3, "D3011", "replace");
        if (limit <= 0 || call[1].IsUndefined)
            return call[0];
        return call[1].IsString ? ReplaceText(call, limit) : ReplaceMatches(call, limit);
    }

    private static Value ReplaceText(in NativeCall call, double limit)
    {
        var (text, pattern) = (call[0].AsString(), call[1].AsString());
        var result = new StringBuilder();
        var position = 0;
        for (var count = 0; count < limit; count++)
        {
            var index = text.IndexOf(pattern, position, StringComparison.Ordinal);
            if (index < 0)
                break;
            Append(call.Context, result, text.AsSpan(position, index - position));
            Append(call.Context, result, call[2].IsString ? call[2].AsString() : throw NoString(call[2]));
            position = index + pattern.Length;
        }
        if (position == 0)
            return call[0];
        Append(call.Context, result, text.AsSpan(position));
        return Value.FromString(result.ToString());
    }

    private static Value ReplaceMatches(in NativeCall call, double limit)
    {
        var text = call[0].AsString();
        var cursor = new MatchCursor(call, call[1], text);
        var result = new StringBuilder();
        var position = 0;
        var count = 0;
        for (; count < limit && cursor.MoveNext(); count++)
        {
            Append(call.Context, result, Between(text, position, cursor.Start));
            if (call[2].IsString)
            {
                Substitute(call.Context, result, call[2].AsString(), cursor);
            }
            else
            {
                var replaced = call.Invoke(call[2], [MatchObject(call.Context, cursor)]);
                if (!replaced.IsString)
                    throw NoString(replaced);
                Append(call.Context, result, replaced.AsString());
            }
            position = (int)Math.Clamp(cursor.Start + cursor.Match.Length, 0, text.Length);
        }
        if (count == 0)
            return call[0];
        Append(call.Context, result, text.AsSpan(position));
        return Value.FromString(result.ToString());
    }

    private static JsonataException NoString(in Value value) =>
        new("D3012", $"A match can only be replaced with a string, got {value.Describe()}", value: value.Describe());

    private static Value MatchObject(EvaluationContext context, MatchCursor cursor)
    {
        context.ChargeObject(4 + cursor.Groups.Length);
        var match = new JsonObject();
        match.Set("match", Value.FromString(cursor.Match));
        match.Set("start", Value.FromNumber(cursor.Start));
        match.Set("end", Value.FromNumber(cursor.End));
        match.Set("groups", Value.FromArray(JsonArray.OfItems(cursor.Groups)));
        return Value.FromObject(match);
    }

    /// <summary>Appends the replacement: $$ is a dollar sign, $0 the match, $1 and on the groups, as many digits as there can be.</summary>
    private static void Substitute(EvaluationContext context, StringBuilder result, string replacement, MatchCursor cursor)
    {
        var position = 0;
        while (true)
        {
            var dollar = replacement.IndexOf('$', position);
            if (dollar < 0)
                break;
            Append(context, result, replacement.AsSpan(position, dollar - position));
            position = dollar + 1;
            if (position < replacement.Length && replacement[position] is '$' or '0')
            {
                Append(context, result, replacement[position] == '$' ? "$" : cursor.Match);
                position++;
                continue;
            }
            var digits = cursor.Groups.Length == 0 ? 1 : (int)Math.Floor(Math.Log10(cursor.Groups.Length)) + 1;
            var number = ReadDigits(replacement, position, digits);
            if (digits > 1 && number > cursor.Groups.Length)
                number = ReadDigits(replacement, position, digits - 1);
            if (number < 0)
            {
                result.Append('$');
                continue;
            }
            if (number >= 1 && number <= cursor.Groups.Length && cursor.Groups[number - 1] is { IsString: true } group)
                Append(context, result, group.AsString());
            position += number < 10 ? 1 : number < 100 ? 2 : number < 1000 ? 3 : 4;
        }
        Append(context, result, replacement.AsSpan(position));
    }

    private static int ReadDigits(string text, int start, int most)
    {
        var number = -1;
        for (var i = start; i < text.Length && i < start + most && char.IsAsciiDigit(text[i]); i++)
            number = (Math.Max(0, number) * 10) + text[i] - '0';
        return number;
    }

    private static void Append(EvaluationContext context, StringBuilder result, ReadOnlySpan<char> text)
    {
        context.ChargeString(text.Length);
        context.CheckLength((double)result.Length + text.Length);
        result.Append(text);
    }
}
