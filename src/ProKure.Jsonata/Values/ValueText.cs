using System.Runtime.CompilerServices;
using System.Text;
using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Values;

/// <summary>Writes values as JSON: as results, or as the text that <c>$string</c> gives.</summary>
internal static class ValueText
{
    private const int CheckedEvery = 16;

    /// <summary>Writes <paramref name="value"/> as a result: numbers and strings of the input stay as they were written.</summary>
    public static void Write(JsonOutput output, in Value value, EvaluationContext context, int depth = 0)
    {
        switch (value.Kind)
        {
            case ValueKind.Undefined or ValueKind.Null or ValueKind.TailCall:
                output.Null();
                break;
            case ValueKind.Boolean:
                output.Boolean(value.IsTrue);
                break;
            case ValueKind.Number:
                output.Number(value.AsNumber());
                break;
            case ValueKind.String:
                output.String(value.AsString());
                break;
            case ValueKind.RawNumber or ValueKind.RawString:
                output.Raw(value.Table.GetRaw(value.Row));
                break;
            case ValueKind.RawObject or ValueKind.RawArray when !value.Table.HasBlanks:
                output.Raw(value.Table.GetRaw(value.Row));
                break;
            case ValueKind.Function:
                output.Raw("\"\""u8);
                break;
            case ValueKind.Tuple:
                Write(output, value.Tuple.Item, context, depth + 1);
                break;
            case ValueKind.Object or ValueKind.RawObject:
                CheckDepth(context, depth);
                WriteObject(output, value, context, depth);
                break;
            default:
                CheckDepth(context, depth);
                output.Byte((byte)'[');
                var separated = false;
                foreach (var item in value.EnumerateItems())
                {
                    context.Tick();
                    if (separated)
                        output.Byte((byte)',');
                    separated = true;
                    Write(output, item, context, depth + 1);
                }
                output.Byte((byte)']');
                break;
        }
    }

    private static void WriteObject(JsonOutput output, in Value value, EvaluationContext context, int depth)
    {
        output.Byte((byte)'{');
        var separated = false;
        var properties = value.EnumerateProperties();
        while (properties.MoveNext())
        {
            context.Tick();
            if (properties.Value.IsUndefined)
                continue;
            if (separated)
                output.Byte((byte)',');
            separated = true;
            output.String(properties.Key);
            output.Byte((byte)':');
            Write(output, properties.Value, context, depth + 1);
        }
        output.Byte((byte)'}');
    }

    /// <summary>What <c>$string</c> gives: a string as it is, anything else as JSON with numbers of 15 digits.</summary>
    /// <exception cref="JsonataException">D3001: infinity.</exception>
    public static string ToText(in Value value, EvaluationContext context, bool prettify = false)
    {
        switch (value.Kind)
        {
            case ValueKind.String or ValueKind.RawString:
                return value.AsString();
            case ValueKind.Function:
                return "";
            case ValueKind.Boolean:
                return value.IsTrue ? "true" : "false";
            case ValueKind.Null:
                return "null";
            case ValueKind.Number or ValueKind.RawNumber:
                var number = value.AsNumber();
                if (!double.IsFinite(number))
                    throw new JsonataException("D3001", "The string function cannot be applied to infinity or NaN");
                return Numbers.NumberText.FormatRounded(number);
        }
        var output = context.RentOutput();
        output.Limit = (int)Math.Min(int.MaxValue / 2, context.Limits.MaxStringLength * 3L);
        WriteText(output, value.IsOuterWrapper ? value.ItemAt(0) : value, context, prettify ? 0 : -1, 0);
        output.Finish();
        var text = Encoding.UTF8.GetString(output.Written);
        context.ReturnOutput(output);
        return context.Charge(text);
    }

    private static void WriteText(JsonOutput output, in Value value, EvaluationContext context, int indent, int depth)
    {
        switch (value.Kind)
        {
            case ValueKind.Number or ValueKind.RawNumber:
                var number = value.AsNumber();
                if (!double.IsFinite(number))
                    throw OutOfRange(number);
                output.RoundedNumber(number);
                break;
            case ValueKind.String or ValueKind.RawString:
                output.String(value.AsString());
                break;
            case ValueKind.Object or ValueKind.RawObject:
                CheckDepth(context, depth);
                WriteObjectText(output, value, context, indent, depth);
                break;
            case ValueKind.Array or ValueKind.RawArray:
                CheckDepth(context, depth);
                output.Byte((byte)'[');
                var any = false;
                foreach (var item in value.EnumerateItems())
                {
                    context.Tick();
                    if (any)
                        output.Byte((byte)',');
                    any = true;
                    NewLine(output, indent, 1);
                    WriteText(output, item, context, indent < 0 ? indent : indent + 1, depth + 1);
                }
                if (any)
                    NewLine(output, indent, 0);
                output.Byte((byte)']');
                break;
            default:
                Write(output, value, context, depth);
                break;
        }
    }

    private static void WriteObjectText(JsonOutput output, in Value value, EvaluationContext context, int indent, int depth)
    {
        output.Byte((byte)'{');
        var any = false;
        var properties = value.EnumerateProperties();
        while (properties.MoveNext())
        {
            context.Tick();
            if (properties.Value.IsUndefined)
                continue;
            if (any)
                output.Byte((byte)',');
            any = true;
            NewLine(output, indent, 1);
            output.String(properties.Key);
            output.Raw(indent < 0 ? ":"u8 : ": "u8);
            WriteText(output, properties.Value, context, indent < 0 ? indent : indent + 1, depth + 1);
        }
        if (any)
            NewLine(output, indent, 0);
        output.Byte((byte)'}');
    }

    private static void NewLine(JsonOutput output, int indent, int more)
    {
        if (indent < 0)
            return;
        output.Byte((byte)'\n');
        for (var i = 0; i < indent + more; i++)
            output.Raw("  "u8);
    }

    /// <summary>A short text of the value, for messages.</summary>
    public static string Describe(in Value value) => value.Kind switch
    {
        ValueKind.Undefined => "nothing",
        ValueKind.Null => "null",
        ValueKind.Boolean => value.IsTrue ? "true" : "false",
        ValueKind.Number or ValueKind.RawNumber => Numbers.NumberText.Format(value.AsNumber()),
        ValueKind.String or ValueKind.RawString => Shorten(value.AsString()),
        ValueKind.Array or ValueKind.RawArray => "an array",
        ValueKind.Function => "a function",
        _ => "an object",
    };

    public static JsonataException OutOfRange(double number) =>
        new("D1001", $"Number out of range: {Numbers.NumberText.Format(number)}", value: Numbers.NumberText.Format(number));

    public static void CheckDepth(EvaluationContext context, int depth)
    {
        if (depth % CheckedEvery == CheckedEvery - 1 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw EvaluationContext.StackOverflow();
    }

    private static string Shorten(string text) => text.Length <= 60 ? $"\"{text}\"" : $"\"{text.AsSpan(0, 60)}…\"";
}
