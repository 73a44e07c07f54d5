using System.Buffers;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Redacts a value that is all there: as what it is, whatever it stands in.</summary>
internal static class WholeContent
{
    private const int LongestGlance = 192;

    /// <summary>Writes the text redacted, if there is anything to redact in it; else writes nothing.</summary>
    /// <returns>Whether there was.</returns>
    public static bool TryRedact(RedactionScope scope, ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (scope.Nesting > RedactionScope.MaxNesting || ContentSniffer.KindOf(text, isFinal: true) is ContentKind.Text)
            return TextScan.TryRedact(scope, text, output);
        var scratch = scope.Rent();
        var before = scope.Found.Count;
        var pass = new ContentPass(scope, scratch);
        pass.Write(text);
        pass.Complete();
        var isChanged = scope.Found.Count != before;
        if (isChanged)
            output.Write(scratch.Written);
        scope.Return(scratch);
        return isChanged;
    }

    /// <summary>
    /// Whether a value with escapes of its format holds nothing, seen at a glance: it begins as nothing but text, has no names, and no place where a
    /// pattern may begin. Most values are so. Of long ones with escapes this is not told.
    /// </summary>
    public static bool HoldsNothing(RedactionScope scope, ContentCodec codec, ReadOnlySpan<byte> written)
    {
        if (codec.IsPlain(written))
            return HoldsNothing(scope, written, 0, written.Length);
        return written.Length <= LongestGlance && HoldsNothingDecoded(scope, codec, written);
    }

    /// <summary>As <see cref="HoldsNothing(RedactionScope, ContentCodec, ReadOnlySpan{byte})"/>, for a value without escapes that stands in a text.</summary>
    public static bool HoldsNothing(RedactionScope scope, ReadOnlySpan<byte> text, int start, int length)
    {
        if (length < TextScan.Shortest)
            return true;
        return text[start] is not ((byte)'{' or (byte)'[' or (byte)'<' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'"')
            && !scope.Rules.Patterns.HasCandidate(text, start, length, takesEquals: true);
    }

    private static bool HoldsNothingDecoded(RedactionScope scope, ContentCodec codec, ReadOnlySpan<byte> written)
    {
        Span<byte> text = stackalloc byte[LongestGlance];
        codec.Decode(written, isFinal: true, text, out var length);
        return HoldsNothing(scope, text, 0, length);
    }

    /// <summary>As <see cref="TryRedact"/>, for a value with the escapes of the format that it stands in.</summary>
    public static bool TryRedactWritten(RedactionScope scope, ContentCodec codec, ReadOnlySpan<byte> written, IBufferWriter<byte> output)
    {
        if (codec == ContentCodec.Raw)
            return TryRedact(scope, written, output);
        var redacted = scope.Rent();
        var isPlain = codec.IsPlain(written);
        bool isChanged;
        if (isPlain)
        {
            isChanged = TryRedact(scope, written, redacted);
        }
        else
        {
            var text = scope.Rent();
            codec.Decode(written, isFinal: true, text);
            isChanged = TryRedact(scope, text.Written, redacted);
            scope.Return(text);
        }

        if (isChanged)
            codec.Encode(redacted.Written, output);
        scope.Return(redacted);
        return isChanged;
    }
}
