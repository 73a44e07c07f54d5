using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>An operator between two operands, which are both evaluated first.</summary>
internal abstract class BinaryNode(Node left, Node right, string symbol, int position) : Node
{
    public Node Left { get; } = left;

    public Node Right { get; } = right;

    protected string Symbol { get; } = symbol;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var first = Left.Eval(context, input, frame);
        var second = Right.Eval(context, input, frame);
        return TryCombine(first, second, out var result) ? result : CombineWithFaults(context, first, second);
    }

    private Value CombineWithFaults(EvaluationContext context, in Value first, in Value second)
    {
        try
        {
            return Combine(context, first, second);
        }
        catch (JsonataException fault) when (Locate(fault))
        {
            throw;
        }
    }

    /// <summary>Combines operands of the common kinds, where nothing can fail; false leaves them to <see cref="Combine"/>.</summary>
    protected virtual bool TryCombine(in Value left, in Value right, out Value result)
    {
        result = default;
        return false;
    }

    protected abstract Value Combine(EvaluationContext context, in Value left, in Value right);

    /// <summary>Runs as a filter: names the operator, and never catches.</summary>
    private bool Locate(JsonataException fault)
    {
        fault.Locate(position, Symbol);
        return false;
    }
}

/// <summary>Plus, minus, times, divided by, remainder.</summary>
internal sealed class ArithmeticNode(Node left, Node right, string symbol, int position) : BinaryNode(left, right, symbol, position)
{
    private readonly char _operator = symbol[0];

    protected override bool TryCombine(in Value left, in Value right, out Value result)
    {
        if (left.IsNumber && right.IsNumber)
        {
            var (first, second) = (left.AsNumber(), right.AsNumber());
            if (double.IsFinite(first) && double.IsFinite(second))
            {
                result = Calculate(first, second);
                return true;
            }
        }
        result = default;
        return false;
    }

    protected override Value Combine(EvaluationContext context, in Value left, in Value right)
    {
        if (!Truth.IsNumeric(left, out var first) && !left.IsUndefined)
            throw NoNumber("T2001", "left", left);
        if (!Truth.IsNumeric(right, out var second) && !right.IsUndefined)
            throw NoNumber("T2002", "right", right);
        return left.IsUndefined || right.IsUndefined ? default : Calculate(first, second);
    }

    private Value Calculate(double first, double second) => Value.FromNumber(_operator switch
    {
        '+' => first + second,
        '-' => first - second,
        '*' => first * second,
        '/' => first / second,
        _ => first % second,
    });

    private JsonataException NoNumber(string code, string side, in Value value) =>
        new(code, $"The {side} side of the {Symbol} operator must be a number, got {value.Describe()}", value: value.Describe());
}

/// <summary>Equal and not equal, by value; false where a side is undefined.</summary>
internal sealed class EqualityNode(Node left, Node right, string symbol, int position) : BinaryNode(left, right, symbol, position)
{
    private readonly bool _negated = symbol[0] == '!';

    /// <summary>A text on the right side, as it stands in the input where it is written without escapes.</summary>
    private readonly byte[]? _text = right is ConstantNode { Value.IsString: true } constant ? PlainText.Encode(constant.Value.AsString()) : null;

    protected override bool TryCombine(in Value left, in Value right, out Value result)
    {
        if (_text is not null && left.Kind == ValueKind.RawString && left.Table.TryGetPlainString(left.Row, out var utf8))
        {
            result = Value.FromBoolean(utf8.SequenceEqual(_text) != _negated);
            return true;
        }
        if (left.IsNumber && right.IsNumber)
        {
            result = Value.FromBoolean((left.AsNumber() == right.AsNumber()) != _negated);
            return true;
        }
        result = default;
        return false;
    }

    protected override Value Combine(EvaluationContext context, in Value left, in Value right) =>
        Value.FromBoolean(!left.IsUndefined && !right.IsUndefined && ValueEquality.AreEqual(left, right, context) != _negated);
}

/// <summary>Order of two numbers, or of two strings by UTF-16 unit.</summary>
internal sealed class ComparisonNode(Node left, Node right, string symbol, int position) : BinaryNode(left, right, symbol, position)
{
    private readonly bool _less = symbol[0] == '<';
    private readonly bool _orEqual = symbol.Length == 2;

    protected override bool TryCombine(in Value left, in Value right, out Value result)
    {
        if (left.IsNumber && right.IsNumber)
        {
            result = Compare(left.AsNumber(), right.AsNumber());
            return true;
        }
        result = default;
        return false;
    }

    protected override Value Combine(EvaluationContext context, in Value left, in Value right)
    {
        if (!IsComparable(left) || !IsComparable(right))
        {
            var bad = left.IsNumber || left.IsString ? right : left;
            throw new JsonataException(
                "T2010", $"The sides of the {Symbol} operator must be numbers or strings, got {bad.Describe()}", value: bad.Describe());
        }
        if (left.IsUndefined || right.IsUndefined)
            return default;
        if (left.IsNumber != right.IsNumber)
            throw new JsonataException(
                "T2009",
                $"The sides of the {Symbol} operator must be of the same type, got {left.Describe()} and {right.Describe()}",
                value: left.Describe());
        if (left.IsNumber)
            return Compare(left.AsNumber(), right.AsNumber());
        var order = ValueOrder.Compare(left, right);
        return Value.FromBoolean((_orEqual && order == 0) || (_less ? order < 0 : order > 0));
    }

    private Value Compare(double first, double second) =>
        Value.FromBoolean(_orEqual ? (_less ? first <= second : first >= second) : (_less ? first < second : first > second));

    private static bool IsComparable(in Value value) => value.IsNumber || value.IsString || value.IsUndefined;
}

/// <summary>Concatenation of the operands as <c>$string</c> gives them.</summary>
internal sealed class ConcatenationNode(Node left, Node right, int position) : BinaryNode(left, right, "&", position)
{
    protected override Value Combine(EvaluationContext context, in Value left, in Value right)
    {
        var joined = new PlainBuffer(stackalloc byte[StringArena.Longest]);
        if (FastPaths.On && (left.IsUndefined || PlainText.TryAppend(ref joined, left)) && (right.IsUndefined || PlainText.TryAppend(ref joined, right)))
            return context.NewString(joined.Written);
        var first = left.IsUndefined ? "" : ValueText.ToText(left, context);
        var second = right.IsUndefined ? "" : ValueText.ToText(right, context);
        context.ChargeString((double)first.Length + second.Length);
        return Value.FromString(string.Concat(first, second));
    }
}

/// <summary>Membership: the very same value is in the array.</summary>
internal sealed class InclusionNode(Node left, Node right, int position) : BinaryNode(left, right, "in", position)
{
    protected override Value Combine(EvaluationContext context, in Value left, in Value right)
    {
        if (left.IsUndefined || right.IsUndefined)
            return Value.False;
        foreach (var item in right.EnumerateItems())
        {
            context.Tick();
            if (item.IsSame(left))
                return Value.True;
        }
        return Value.False;
    }
}

/// <summary>Whole numbers from one to another, as a sequence that is never stored.</summary>
internal sealed class RangeNode(Node left, Node right, int position) : BinaryNode(left, right, "..", position)
{
    private const double Longest = 1e7;

    protected override Value Combine(EvaluationContext context, in Value left, in Value right)
    {
        CheckInteger("T2003", "left", left);
        CheckInteger("T2004", "right", right);
        if (left.IsUndefined || right.IsUndefined)
            return default;
        var (start, end) = (left.AsNumber(), right.AsNumber());
        if (start > end)
            return default;
        var count = end - start + 1;
        if (count > Longest || count > context.Limits.MaxSequenceLength)
            throw new JsonataException(
                count > Longest ? "D2014" : "D2015",
                $"The range has {count} items; at most {Math.Min(Longest, context.Limits.MaxSequenceLength)} are allowed",
                value: Value.FromNumber(count).Describe());
        if (count == 1)
            return Value.FromNumber(start);
        var range = JsonArray.Range(start, (int)count);
        range.Flags = ArrayFlags.Sequence;
        return Value.FromArray(range);
    }

    private static void CheckInteger(string code, string side, in Value value)
    {
        if (value.IsUndefined)
            return;
        var number = value.IsNumber ? value.AsNumber() : double.NaN;
        if (!double.IsFinite(number) || number != Math.Truncate(number))
            throw new JsonataException(
                code, $"The {side} side of the range operator (..) must be an integer, got {value.Describe()}", value: value.Describe());
    }
}

/// <summary>And, or: the right side is evaluated only where it decides.</summary>
internal sealed class LogicNode(Node left, Node right, bool isAnd, int position) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var first = left.Eval(context, input, frame);
        try
        {
            if (Truth.Of(first, context) != isAnd)
                return Value.FromBoolean(!isAnd);
            return Value.FromBoolean(Truth.Of(right.Eval(context, input, frame), context));
        }
        catch (JsonataException fault) when (Locate(fault))
        {
            throw;
        }
    }

    /// <summary>Runs as a filter; the reference names this operator also for faults of its right side.</summary>
    private bool Locate(JsonataException fault)
    {
        fault.Locate(position, isAnd ? "and" : "or");
        return false;
    }
}

/// <summary>Minus before a number.</summary>
internal sealed class NegationNode(Node operand, int position) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var value = operand.Eval(context, input, frame);
        if (value.IsUndefined)
            return value;
        return Truth.IsNumeric(value, out var number)
            ? Value.FromNumber(-number)
            : throw new JsonataException(
                "D1002", $"Cannot negate {value.Describe()}, which is no number", position, "-", value.Describe());
    }
}
