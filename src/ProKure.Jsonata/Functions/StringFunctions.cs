using System.Buffers;
using System.Text;
using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Strings;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>String functions. Lengths and positions count code points.</summary>
internal static class StringFunctions
{
    public static NativeFunction[] All { get; } =
    [
        new("string", 1, "<x-b?:s>", String),
        new("length", 1, "<s-:n>", Length),
        new("substring", 3, "<s-nn?:s>", Substring),
        new("substringBefore", 2, "<s-s:s>", (in NativeCall call) => Part(call, before: true)),
        new("substringAfter", 2, "<s-s:s>", (in NativeCall call) => Part(call, before: false)),
        new("lowercase", 1, "<s-:s>", (in NativeCall call) => MapCase(call, Ascii.ToLower, CaseMapping.ToLower)),
        new("uppercase", 1, "<s-:s>", (in NativeCall call) => MapCase(call, Ascii.ToUpper, CaseMapping.ToUpper)),
        new("trim", 1, "<s-:s>", Trim),
        new("pad", 3, "<s-ns?:s>", Pad),
        new("join", 2, "<a<s>s?:s>", Join),
        new("base64encode", 1, "<s-:s>", (in NativeCall call) => Map(call, Base64Text.Encode)),
        new("base64decode", 1, "<s-:s>", (in NativeCall call) => Map(call, Base64Text.Decode)),
        new("encodeUrl", 1, "<s-:s>", (in NativeCall call) => Map(call, UrlText.EncodeUrl)),
        new("encodeUrlComponent", 1, "<s-:s>", (in NativeCall call) => Map(call, UrlText.EncodeComponent)),
        new("decodeUrl", 1, "<s-:s>", (in NativeCall call) => Map(call, UrlText.DecodeUrl)),
        new("decodeUrlComponent", 1, "<s-:s>", (in NativeCall call) => Map(call, UrlText.DecodeComponent)),
    ];

    private static Value Map(in NativeCall call, Func<string, string> function) =>
        call[0].IsUndefined ? default : Value.FromString(call.Context.Charge(function(call[0].AsString())));

    private delegate OperationStatus AsciiCase(ReadOnlySpan<byte> source, Span<byte> destination, out int written);

    private static Value MapCase(in NativeCall call, AsciiCase ascii, Func<string, string> function)
    {
        Span<byte> mapped = stackalloc byte[StringArena.Longest];
        return FastPaths.On && PlainText.TryGet(call[0], out var utf8) && ascii(utf8, mapped, out var written) == OperationStatus.Done
            ? call.Context.NewString(mapped[..written])
            : Map(call, function);
    }

    private static Value Trim(in NativeCall call)
    {
        Span<byte> trimmed = stackalloc byte[StringArena.Longest];
        return FastPaths.On && PlainText.TryGet(call[0], out var utf8)
            ? call.Context.NewString(trimmed[..Blanks.Trim(utf8, trimmed)])
            : Map(call, Blanks.Trim);
    }

    private static Value String(in NativeCall call)
    {
        if (call[0].IsUndefined || call[0].IsString)
            return call[0];
        return Value.FromString(ValueText.ToText(call[0], call.Context, call[1].IsTrue));
    }

    private static Value Length(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        return Value.FromNumber(
            FastPaths.On && PlainText.TryGet(call[0], out var utf8) ? CodePoints.Count(utf8) : CodePoints.Count(call[0].AsString()));
    }

    private static Value Substring(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var start = call[1].IsUndefined ? 0 : call[1].AsNumber();
        return Value.FromString(
            call.Context.Charge(CodePoints.Substring(call[0].AsString(), start, call[2].IsUndefined ? null : call[2].AsNumber())));
    }

    private static Value Part(in NativeCall call, bool before)
    {
        if (call[0].IsUndefined || call[1].IsUndefined)
            return call[0];
        if (FastPaths.On && PlainText.TryFind(call[0], call[1], out var utf8, out var found, out var length))
            return found < 0 ? call[0] : call.Context.NewString(before ? utf8[..found] : utf8[(found + length)..]);
        var (text, mark) = (call[0].AsString(), call[1].AsString());
        var index = text.IndexOf(mark, StringComparison.Ordinal);
        if (index < 0)
            return call[0];
        return Value.FromString(call.Context.Charge(before ? text[..index] : text[(index + mark.Length)..]));
    }

    private static Value Pad(in NativeCall call)
    {
        if (call[0].IsUndefined || call[1].IsUndefined)
            return call[0];
        var (text, width) = (call[0].AsString(), call[1].AsNumber());
        call.Context.ChargeString(CodePoints.PaddedCount(text, width));
        return Value.FromString(CodePoints.Pad(text, width, call[2].IsUndefined ? " " : call[2].AsString()));
    }

    private static Value Join(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        if (FastPaths.On && TryJoinShort(call, out var joined))
            return joined;
        var separator = call[1].IsUndefined ? "" : call[1].AsString();
        var result = new StringBuilder();
        var any = false;
        foreach (var item in call[0].EnumerateItems())
        {
            var text = item.AsString();
            call.Context.ChargeString((double)text.Length + separator.Length);
            call.Context.CheckLength((double)result.Length + text.Length + separator.Length);
            if (any)
                result.Append(separator);
            any = true;
            result.Append(text);
        }
        return Value.FromString(result.ToString());
    }

    private static bool TryJoinShort(in NativeCall call, out Value joined)
    {
        var result = new PlainBuffer(stackalloc byte[StringArena.Longest]);
        var any = false;
        foreach (var item in call[0].EnumerateItems())
        {
            if ((any && !call[1].IsUndefined && !PlainText.TryAppend(ref result, call[1])) || !PlainText.TryAppend(ref result, item))
            {
                joined = default;
                return false;
            }
            any = true;
        }
        joined = call.Context.NewString(result.Written);
        return true;
    }
}
