using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Boolean functions.</summary>
internal static class BooleanFunctions
{
    public static NativeFunction[] All { get; } =
    [
        new("boolean", 1, "<x-:b>", (in NativeCall call) => call[0].IsUndefined ? default : Value.FromBoolean(Truth.Of(call[0], call.Context))),
        new("not", 1, "<x-:b>", (in NativeCall call) => call[0].IsUndefined ? default : Value.FromBoolean(!Truth.Of(call[0], call.Context))),
        new("exists", 1, "<x:b>", (in NativeCall call) => Value.FromBoolean(!call[0].IsUndefined)),
    ];
}
