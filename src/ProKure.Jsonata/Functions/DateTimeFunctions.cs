using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Date and time functions.</summary>
internal static class DateTimeFunctions
{
    public static NativeFunction[] All { get; } =
    [
        new("millis", 0, "<:n>", (in NativeCall call) => Value.FromNumber(call.Context.Now.ToUnixTimeMilliseconds())),
    ];
}
