using ProKure.Jsonata.Pictures;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Date and time functions.</summary>
internal static class DateTimeFunctions
{
    public static NativeFunction[] All { get; } =
    [
        new("now", 2, "<s?s?:s>", (in NativeCall call) => Format(call, call.Context.Now.ToUnixTimeMilliseconds(), call[0], call[1])),
        new("millis", 0, "<:n>", (in NativeCall call) => Value.FromNumber(call.Context.Now.ToUnixTimeMilliseconds())),
        new("fromMillis", 3, "<n-s?s?:s>", FromMillis),
        new("toMillis", 2, "<s-s?:n>", ToMillis),
    ];

    private static Value FromMillis(in NativeCall call) =>
        call[0].IsUndefined ? default : Format(call, call[0].AsNumber(), call[1], call[2]);

    private static Value Format(in NativeCall call, double millis, in Value picture, in Value zone)
    {
        var offset = zone.IsUndefined ? 0 : TimeZoneText.ParseOffset(zone.AsString());
        var text = picture.IsUndefined ? Iso8601.Format(millis, offset) : DateTimePicture.Of(picture.AsString()).Format(millis, offset);
        return Value.FromString(call.Context.Charge(text));
    }

    private static Value ToMillis(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var millis = call[1].IsUndefined
            ? Iso8601.Parse(call[0].AsString())
            : DateTimePicture.Of(call[1].AsString()).Parse(call[0].AsString(), call.Context.Now.ToUnixTimeMilliseconds());
        return millis is { } value ? Value.FromNumber(value) : default;
    }
}
