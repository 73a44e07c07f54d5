using System.Security.Cryptography;
using ProKure.Jsonata.Numbers;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Numeric functions.</summary>
internal static class NumberFunctions
{
    public static NativeFunction[] All { get; } =
    [
        new("number", 1, "<(nsb)-:n>", Number),
        new("abs", 1, "<n-:n>", (in NativeCall call) => Map(call, Math.Abs)),
        new("floor", 1, "<n-:n>", (in NativeCall call) => Map(call, Math.Floor)),
        new("ceil", 1, "<n-:n>", (in NativeCall call) => Map(call, Math.Ceiling)),
        new("round", 2, "<n-n?:n>", Round),
        new("sqrt", 1, "<n-:n>", SquareRoot),
        new("power", 2, "<n-n:n>", Power),
        new("random", 0, "<:n>", (in NativeCall _) => Value.FromNumber(Random())),
        new("formatBase", 2, "<n-n?:s>", FormatBase),
    ];

    /// <summary>A random number from 0 up to, not including, 1.</summary>
    public static double Random() => RandomNumberGenerator.GetInt32(1 << 26) / (double)(1 << 26);

    private static Value Map(in NativeCall call, Func<double, double> function) =>
        call[0].IsUndefined ? default : Value.FromNumber(function(call[0].AsNumber()));

    private static Value Number(in NativeCall call)
    {
        var value = call[0];
        if (value.IsUndefined || value.Kind == ValueKind.Number)
            return value;
        if (value.IsNumber)
            return value;
        if (value.Kind == ValueKind.Boolean)
            return Value.FromNumber(value.IsTrue ? 1 : 0);
        if (value.IsString)
            return Value.FromNumber(NumberText.Parse(value.AsString()));
        throw new JsonataException("D3030", $"Unable to cast {value.Describe()} to a number", value: value.Describe()) { ArgumentIndex = 1 };
    }

    private static Value Round(in NativeCall call) =>
        call[0].IsUndefined
            ? default
            : Value.FromNumber(Rounding.Round(call[0].AsNumber(), call[1].IsUndefined ? 0 : call[1].AsNumber()));

    private static Value SquareRoot(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var number = call[0].AsNumber();
        return number < 0
            ? throw new JsonataException(
                "D3060", $"The square root of a negative number does not exist: {call[0].Describe()}", value: call[0].Describe())
            : Value.FromNumber(Math.Sqrt(number));
    }

    private static Value Power(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var result = call[1].IsUndefined ? double.NaN : Math.Pow(call[0].AsNumber(), call[1].AsNumber());
        return double.IsFinite(result)
            ? Value.FromNumber(result)
            : throw new JsonataException(
                "D3061",
                $"{call[0].Describe()} to the power of {call[1].Describe()} cannot be represented as a number",
                value: call[0].Describe());
    }

    private static Value FormatBase(in NativeCall call) =>
        call[0].IsUndefined
            ? default
            : Value.FromString(NumberBase.Format(call[0].AsNumber(), call[1].IsUndefined ? 10 : call[1].AsNumber()));
}
