using System.Text.Json;
using ProKure.Jsonata.Functions;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>All state of one evaluation. Pooled; used by one thread at a time.</summary>
internal sealed class EvaluationContext
{
    /// <summary>Steps between two looks at the clock and the cancellation token.</summary>
    private const int Interval = 1_000;
    private const int KeptBytes = 1024 * 1024;

    private readonly Stack<JsonOutput> _outputs = new();
    private int _countdown;
    private long _steps;
    private long _values;
    private long _characters;
    private long _deadline;
    private long _started;
    private DateTimeOffset? _now;
    private TimeProvider _time = TimeProvider.System;
    private StackProbe _stack;

    public JsonTable Input { get; } = new();

    public JsonOutput Output { get; } = new();

    public JsonArena Arena { get; } = new();

    /// <summary>Short strings made by the evaluation.</summary>
    public StringArena Strings { get; } = new();

    public FramePool Frames { get; } = new();

    public JsonataLimits Limits { get; private set; } = JsonataLimits.Default;

    public CancellationToken CancellationToken { get; private set; }

    public object? State { get; private set; }

    /// <summary>The input as it is.</summary>
    public Value Root { get; set; }

    public IReadOnlyDictionary<string, Value>? Bindings { get; set; }

    public FunctionTable Functions { get; private set; } = FunctionTable.BuiltIn;

    /// <summary>Depth of the node from which the running function was called; depths of nodes count from there.</summary>
    public int Depth { get; set; }

    /// <summary>The instant of this evaluation, the same whenever it is asked for.</summary>
    public DateTimeOffset Now => _now ??= _time.GetUtcNow();

    public void Start(JsonataLimits limits, FunctionTable functions, JsonataEvaluation? evaluation, CancellationToken cancellationToken)
    {
        Limits = limits;
        Functions = functions;
        State = evaluation?.State;
        CancellationToken = cancellationToken;
        _time = evaluation?.TimeProvider ?? TimeProvider.System;
        _now = null;
        _started = TimeProvider.System.GetTimestamp();
        _deadline = limits.Timeout == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : _started + (long)(limits.Timeout.TotalSeconds * TimeProvider.System.TimestampFrequency);
        _steps = 0;
        _values = 0;
        _characters = 0;
        _countdown = Interval;
        Depth = 0;
        _stack = default;
        Output.Limit = limits.MaxOutputBytes;
        Bindings = evaluation?.Bindings is { Count: > 0 } bindings ? ReadBindings(bindings) : null;
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Forgets the evaluation; buffers of common size stay for the next one.</summary>
    public void Reset()
    {
        Root = default;
        Bindings = null;
        State = null;
        CancellationToken = default;
        Arena.Reset();
        Strings.Reset();
        Input.Trim(KeptBytes);
        Output.Reset(KeptBytes);
    }

    /// <summary>Counts one step; every so often looks at the clock and the cancellation token.</summary>
    public void Tick()
    {
        if (--_countdown < 0)
            Check();
    }

    /// <exception cref="JsonataException">D1011: the thread's stack is used up.</exception>
    public void EnsureStack() => _stack.Ensure();

    /// <summary>Counts work that is worth many steps.</summary>
    public void Tick(long steps)
    {
        if (steps < _countdown)
        {
            _countdown -= (int)steps;
            return;
        }
        _steps += steps;
        Check();
    }

    /// <summary>Counts the growth of a list that is full at <paramref name="count"/> items; gives its next size.</summary>
    public int ChargeGrowth(int count)
    {
        if (count >= Limits.MaxSequenceLength)
            throw SequenceTooLong(count + 1L);
        var size = (int)Math.Min(Limits.MaxSequenceLength, Math.Max(4, count * 2L));
        ChargeValues(size - count);
        return size;
    }

    /// <summary>Counts values that are kept.</summary>
    public void ChargeValues(long count)
    {
        _values += count;
        if (_values > Limits.MaxValues)
            throw new JsonataException("D1015", $"The evaluation has made more than {Limits.MaxValues} values");
        Tick(count / 4);
    }

    /// <summary>Checks the length of a sequence that is written and not kept.</summary>
    public void CheckSequence(int count)
    {
        if (count > Limits.MaxSequenceLength)
            throw SequenceTooLong(count);
    }

    /// <summary>Counts an object, a row or a function with what it holds.</summary>
    public void ChargeObject(int count)
    {
        const int Overhead = 4;
        ChargeValues(Overhead + count);
    }

    /// <summary>Checks, before it is made, that a list of <paramref name="count"/> items may be made.</summary>
    public void ChargeList(long count)
    {
        if (count > Limits.MaxSequenceLength)
            throw SequenceTooLong(count);
        ChargeValues(count);
    }

    /// <summary>Checks, before it is made, that a string of <paramref name="length"/> UTF-16 units may be made.</summary>
    public void ChargeString(double length)
    {
        CheckLength(length);
        _characters += (long)length;
        if (_characters > Limits.MaxStringCharacters)
            throw new JsonataException("D1019", $"The strings of the evaluation together are longer than {Limits.MaxStringCharacters} characters");
        Tick((long)length / 64);
    }

    /// <summary>Checks the length of a string under construction.</summary>
    public void CheckLength(double length)
    {
        if (length > Limits.MaxStringLength)
            throw new JsonataException("D1016", $"A string of the evaluation is longer than {Limits.MaxStringLength} characters");
    }

    /// <summary>Counts a string that was made.</summary>
    public string Charge(string text)
    {
        ChargeString(text.Length);
        return text;
    }

    public JsonArray NewArray(ArrayFlags flags = ArrayFlags.None) => Arena.NewArray(flags);

    /// <summary>An array of one item.</summary>
    public JsonArray NewArray(in Value item, ArrayFlags flags = ArrayFlags.None)
    {
        var array = Arena.NewArray(flags);
        array.Add(item, this);
        return array;
    }

    public JsonOutput RentOutput() => _outputs.TryPop(out var output) ? output : new JsonOutput();

    public void ReturnOutput(JsonOutput output)
    {
        output.Reset(KeptBytes);
        if (_outputs.Count < 8)
            _outputs.Push(output);
    }

    /// <summary>A string without anything that JSON escapes, given as UTF-8.</summary>
    public Value NewString(ReadOnlySpan<byte> utf8)
    {
        ChargeString(utf8.Length);
        return Strings.TryAdd(utf8, out var value) ? value : Value.FromString(System.Text.Encoding.UTF8.GetString(utf8));
    }

    public static JsonataException StackOverflow() =>
        new("D1011", "Stack overflow: check for a function that recurses without end, or write it with its call in tail position");

    public JsonataException TooDeep() =>
        new(
            "D1011",
            $"The evaluation is nested deeper than {Limits.MaxDepth}: check for a function that recurses without end, or write it with its call in tail position",
            value: Limits.MaxDepth.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private Dictionary<string, Value> ReadBindings(IReadOnlyDictionary<string, JsonElement> bindings)
    {
        var values = new Dictionary<string, Value>(bindings.Count, StringComparer.Ordinal);
        foreach (var (name, json) in bindings)
            values[name] = JsonInput.Read(json, this);
        return values;
    }

    private static JsonataException SequenceTooLong(long count) =>
        new("D2015", $"A sequence of {count} items is longer than allowed", value: count.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Looks at the clock and the cancellation token now, after work whose length nothing tells.</summary>
    public void CheckNow() => Check();

    private void Check()
    {
        _steps += Interval - Math.Max(0, _countdown);
        _countdown = Interval;
        if (_steps > Limits.MaxSteps)
            throw new JsonataException("D1014", $"The evaluation has taken more than {Limits.MaxSteps} steps");
        CancellationToken.ThrowIfCancellationRequested();
        if (TimeProvider.System.GetTimestamp() > _deadline)
            throw new JsonataException(
                "D1012",
                $"The evaluation has taken longer than {Limits.Timeout.TotalMilliseconds} ms: check for an endless loop",
                value: Limits.Timeout.TotalMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
