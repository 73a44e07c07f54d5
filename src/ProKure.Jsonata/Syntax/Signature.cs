using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Syntax;

/// <summary>
/// A function signature such as <c>&lt;s-nn?:s&gt;</c>: a small regular expression over the type letters of the arguments
/// (JSONata documentation, "Function signature syntax").
/// </summary>
internal sealed class Signature
{
    private const int MaxParameters = 32;

    private readonly List<Parameter> _parameters = [];

    /// <summary>The parameters as most calls use them: one argument each, none taken from the context.</summary>
    private PlainParameter[] _plain = [];

    private Signature(string text) => Text = text;

    public string Text { get; }

    public int Count => _parameters.Count;

    /// <exception cref="JsonataException">S0401 or S0402: a type parameter stands where none can.</exception>
    public static Signature Parse(string text, int position = 0)
    {
        var signature = new Signature(text);
        var parameters = signature._parameters;
        for (var at = 1; at < text.Length && text[at] != ':'; at++)
        {
            var symbol = text[at];
            switch (symbol)
            {
                case 's' or 'n' or 'b' or 'l' or 'o':
                    parameters.Add(new Parameter(symbol, symbol + "m"));
                    break;
                case 'a' or 'x':
                    parameters.Add(new Parameter(symbol, "asnblfom"));
                    break;
                case 'f':
                    parameters.Add(new Parameter(symbol, "f"));
                    break;
                case 'j':
                    parameters.Add(new Parameter(symbol, "asnblom"));
                    break;
                case '-' when parameters.Count > 0:
                    parameters[^1] = parameters[^1].WithContext();
                    break;
                case '?' when parameters.Count > 0:
                    parameters[^1] = parameters[^1].Optional();
                    break;
                case '+' when parameters.Count > 0:
                    parameters[^1] = parameters[^1] with { Repeats = true };
                    break;
                case '(':
                    var close = Closing(text, at, '(', ')');
                    var choice = text[(at + 1)..Math.Min(close, text.Length)];
                    if (choice.Contains('<', StringComparison.Ordinal))
                        throw new JsonataException(
                            "S0402", $"The choice ({choice}) must not contain parameterized types", position + at, token: null, choice);
                    parameters.Add(new Parameter('(', choice + "m"));
                    at = close;
                    break;
                case '<':
                    var type = parameters.Count > 0 ? parameters[^1].Type : '\0';
                    if (type is not ('a' or 'f'))
                        throw new JsonataException(
                            "S0401", "Type parameters can only be applied to functions and arrays", position + at, token: null, type.ToString());
                    var end = Closing(text, at, '<', '>');
                    parameters[^1] = parameters[^1] with { Subtype = text[(at + 1)..Math.Min(end, text.Length)] };
                    at = end;
                    break;
            }
        }
        if (parameters.Count > MaxParameters)
            throw new JsonataException("D1023", $"A signature has more than {MaxParameters} parameters", position);
        signature._plain = [.. parameters.Select(static parameter => new PlainParameter(parameter))];
        return signature;
    }

    /// <summary>Checks the arguments and completes them: the context for a missing one, an array around a single value.</summary>
    /// <returns>True when <paramref name="args"/> can be used as they are; otherwise <paramref name="completed"/> replaces them.</returns>
    /// <exception cref="JsonataException">T0410, T0411 or T0412: an argument does not fit.</exception>
    public bool Validate(EvaluationContext evaluation, ReadOnlySpan<Value> args, in Value context, out Value[] completed)
    {
        completed = [];
        if (FitsAsIs(evaluation, args))
            return true;
        Span<int> counts = stackalloc int[MaxParameters];
        if (Match(args, _parameters.Count, counts) != args.Length)
            throw Mismatch(args);
        completed = Complete(evaluation, args, context, counts);
        return false;
    }

    private static int Closing(string text, int start, char open, char close)
    {
        var depth = 1;
        var at = start;
        while (++at < text.Length)
        {
            if (text[at] == close && --depth == 0)
                break;
            if (text[at] == open)
                depth++;
        }
        return at;
    }

    private bool FitsAsIs(EvaluationContext evaluation, ReadOnlySpan<Value> args)
    {
        var plain = _plain;
        if (args.Length > plain.Length)
            return false;
        for (var i = 0; i < plain.Length; i++)
        {
            ref readonly var parameter = ref plain[i];
            if (i >= args.Length)
            {
                if (!parameter.CanBeLeftOut)
                    return false;
                continue;
            }
            ref readonly var arg = ref args[i];
            if (!parameter.Kinds.Contain(arg.Kind))
                return false;
            if (parameter.HasSubtype && !AreAll(evaluation, arg, parameter.ItemKinds))
                return false;
        }
        return true;
    }

    private static bool AreAll(EvaluationContext evaluation, in Value array, ValueKinds kinds)
    {
        foreach (var item in array.EnumerateItems())
        {
            evaluation.Tick();
            if (!kinds.Contain(item.Kind))
                return false;
        }
        return true;
    }

    /// <summary>Matches the first <paramref name="length"/> parameters as a greedy regular expression does.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="length">How many parameters to match.</param>
    /// <param name="counts">Receives how many arguments each of them takes.</param>
    /// <param name="prefix">Whether arguments may be left over.</param>
    /// <returns>How many arguments were taken; -1 where there is no match.</returns>
    private int Match(ReadOnlySpan<Value> args, int length, Span<int> counts, bool prefix = false)
    {
        // Places from which no match was found, so that no signature takes exponential time.
        HashSet<(int Index, int At)>? dead = null;
        return Match(args, length, 0, 0, counts, prefix, ref dead);
    }

    private int Match(ReadOnlySpan<Value> args, int length, int index, int at, Span<int> counts, bool prefix, ref HashSet<(int Index, int At)>? dead)
    {
        if (index == length)
            return prefix || at == args.Length ? at : -1;
        if (dead is not null && dead.Contains((index, at)))
            return -1;
        var parameter = _parameters[index];
        var available = 0;
        var most = parameter.Repeats ? args.Length - at : 1;
        while (available < most && at + available < args.Length && parameter.Accepts(args[at + available].TypeLetter))
            available++;
        var least = parameter.CanBeMissing ? 0 : 1;
        for (var taken = parameter.IsLazy ? least : available; taken >= least && taken <= available; taken += parameter.IsLazy ? 1 : -1)
        {
            counts[index] = taken;
            var end = Match(args, length, index + 1, at + taken, counts, prefix, ref dead);
            if (end >= 0)
                return end;
        }
        (dead ??= []).Add((index, at));
        return -1;
    }

    private Value[] Complete(EvaluationContext evaluation, ReadOnlySpan<Value> args, in Value context, ReadOnlySpan<int> counts)
    {
        var result = new List<Value>(_parameters.Count);
        var at = 0;
        for (var i = 0; i < _parameters.Count; i++)
        {
            var parameter = _parameters[i];
            if (counts[i] == 0)
            {
                if (parameter.UsesContext)
                {
                    if (!parameter.Accepts(context.TypeLetter))
                        throw Fault("T0411", $"The context value {context.Describe()} does not fit argument {at + 1}", at, context);
                    result.Add(context);
                }
                else
                {
                    result.Add(at < args.Length ? args[at] : default);
                    at++;
                }
                continue;
            }
            for (var taken = 0; taken < counts[i]; taken++)
            {
                // An optional argument that was skipped shifts the others, as in the reference.
                var arg = at < args.Length ? args[at] : default;
                result.Add(parameter.Type == 'a' && !arg.IsUndefined ? CheckArray(evaluation, parameter, arg, at) : arg);
                at++;
            }
        }
        return [.. result];
    }

    private static Value CheckArray(EvaluationContext evaluation, Parameter parameter, in Value arg, int at)
    {
        var letter = arg.TypeLetter;
        if (parameter.Subtype is { Length: > 0 } subtype && !FitsSubtype(evaluation, arg, letter, subtype))
            throw Fault("T0412", $"Argument {at + 1} must be an array of {Plural(subtype)}, got {arg.Describe()}", at, arg);
        return letter == 'a' ? arg : Value.FromArray(evaluation.NewArray(arg));
    }

    private static bool FitsSubtype(EvaluationContext evaluation, in Value arg, char letter, string subtype)
    {
        if (letter != 'a')
            return subtype.Length == 1 && subtype[0] == letter;
        foreach (var item in arg.EnumerateItems())
        {
            evaluation.Tick();
            if (item.TypeLetter != subtype[0])
                return false;
        }
        return true;
    }

    private static string Plural(string subtype) => subtype[0] switch
    {
        'a' => "arrays",
        'b' => "booleans",
        'f' => "functions",
        'n' => "numbers",
        'o' => "objects",
        's' => "strings",
        _ => subtype,
    };

    private JsonataException Mismatch(ReadOnlySpan<Value> args)
    {
        Span<int> counts = stackalloc int[MaxParameters];
        var goodTo = 0;
        for (var length = 1; length <= _parameters.Count; length++)
        {
            var matched = Match(args, length, counts, prefix: true);
            if (matched < 0)
                break;
            goodTo = matched;
        }
        var bad = goodTo < args.Length ? args[goodTo] : default;
        return Fault("T0410", $"Argument {goodTo + 1} does not fit the signature {Text}, got {bad.Describe()}", goodTo, bad);
    }

    private static JsonataException Fault(string code, string message, int at, in Value value) =>
        new(code, message, value: value.Describe()) { ArgumentIndex = at + 1 };

    /// <summary>What an argument must be to be used as it is.</summary>
    private readonly struct PlainParameter(Parameter parameter)
    {
        public ValueKinds Kinds { get; } =
            parameter.Type == 'a' ? ValueKinds.Of("a") : ValueKinds.Of(parameter.Letters.Replace("m", "", StringComparison.Ordinal));

        public ValueKinds ItemKinds { get; } = parameter.Subtype is { Length: > 0 } subtype ? ValueKinds.Of(subtype[..1]) : default;

        public bool HasSubtype { get; } = parameter is { Type: 'a', Subtype.Length: > 0 };

        public bool CanBeLeftOut { get; } = parameter is { CanBeMissing: true, UsesContext: false };
    }

    private sealed record Parameter(char Type, string Letters)
    {
        public bool UsesContext { get; init; }

        public bool CanBeMissing { get; init; }

        public bool IsLazy { get; init; }

        public bool Repeats { get; init; }

        public string? Subtype { get; init; }

        public bool Accepts(char letter) => Letters.Contains(letter, StringComparison.Ordinal);

        public Parameter WithContext() => this with { UsesContext = true, CanBeMissing = true };

        /// <summary>A second question mark makes the match lazy, as in the regular expression that a signature stands for.</summary>
        public Parameter Optional() => this with { IsLazy = CanBeMissing, CanBeMissing = true };
    }
}
