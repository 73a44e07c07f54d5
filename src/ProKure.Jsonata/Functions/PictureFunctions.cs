using ProKure.Jsonata.Pictures;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Functions that write and read numbers by a picture.</summary>
internal static class PictureFunctions
{
    public static NativeFunction[] All { get; } =
    [
        new("formatNumber", 3, "<n-so?:s>", FormatNumber),
        new("formatInteger", 2, "<n-s:s>", FormatInteger),
        new("parseInteger", 2, "<s-s:n>", ParseInteger),
    ];

    private static Value FormatNumber(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        DecimalSymbols? symbols = null;
        var options = call[2].EnumerateProperties();
        while (options.MoveNext())
            if (options.Value.IsString)
                symbols = (symbols ?? DecimalSymbols.Default).With(options.Key, options.Value.AsString());
        return Value.FromString(call.Context.Charge(DecimalPicture.Of(PictureOf(call), symbols).Format(call[0].AsNumber())));
    }

    private static Value FormatInteger(in NativeCall call) =>
        call[0].IsUndefined
            ? default
            : Value.FromString(call.Context.Charge(IntegerPicture.Of(PictureOf(call)).Format(call[0].AsNumber())));

    private static Value ParseInteger(in NativeCall call) =>
        call[0].IsUndefined ? default : Value.FromNumber(IntegerPicture.Of(PictureOf(call)).Parse(call[0].AsString()));

    private static string PictureOf(in NativeCall call) => call[1].IsUndefined ? "" : call[1].AsString();
}
