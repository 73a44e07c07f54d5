using System.Buffers;
using ProKure.Integrations.Capture.Patterns;

namespace ProKure.Integrations.Capture.Formats;

/// <content>Strings, numbers and literals.</content>
internal sealed partial class JsonPass
{
    private Step ReadValue(ReadOnlySpan<byte> text, ref int at, ref int copied, bool isFinal)
    {
        switch (text[at])
        {
            case (byte)'"':
                return ReadString(text, ref at, ref copied, isFinal);
            case (byte)'{' or (byte)'[' when _rule is not null:
                Remove(text, ref at, ref copied);
                return Step.Done;
            case (byte)'{' or (byte)'[' when _depth == MaxDepth:
                return Step.Wrong;
            case (byte)'{' or (byte)'[':
                Open(text[at] == '{');
                at++;
                return Step.Done;
            default:
                return ReadScalar(text, ref at, ref copied, isFinal);
        }
    }

    private Step ReadString(ReadOnlySpan<byte> text, ref int at, ref int copied, bool isFinal)
    {
        if (_searched == 0 && JsonText.ShortLength(text, at + 1) is >= 0 and var length)
        {
            TakeString(text, ref at, length, isPlain: true, ref copied);
            return Step.Done;
        }

        var start = at;
        var end = start + 1 + _searched;
        var found = JsonText.FindEnd(text, ref end);
        if (end - start > LongestToken)
        {
            _searched = 0;
            if (_rule is not null)
                Remove(text, ref at, ref copied);
            else
                BeginLong(text, ref at, ref copied);
            return Step.Done;
        }

        if (found != JsonText.StringEnd.Found)
        {
            _searched = end - start - 1;
            return isFinal || found == JsonText.StringEnd.Wrong ? Step.Wrong : Step.Wait;
        }

        _searched = 0;
        TakeString(text, ref at, end - start - 1, isPlain: false, ref copied);
        return Step.Done;
    }

    private void TakeString(ReadOnlySpan<byte> text, ref int at, int length, bool isPlain, ref int copied)
    {
        var start = at;
        at += length + 2;
        _tokenOffset = BufferOffset + start;
        if (_rule is not null)
            RedactString(text, text.Slice(start + 1, length), start, at, ref copied);
        else
            SearchString(text, start, length, isPlain, ref copied);
        EndValue();
    }

    private void RedactString(ReadOnlySpan<byte> text, ReadOnlySpan<byte> written, int start, int end, ref int copied)
    {
        if (written.IsEmpty || Placeholder.Is(written))
            return;
        Output.Write(text[copied..(start + 1)]);
        copied = end - 1;
        Scope.Note(_rule!, this);
        Scope.RemoveWritten(JsonStringCodec.Instance, written, Output);
    }

    private void SearchString(ReadOnlySpan<byte> text, int start, int length, bool isPlain, ref int copied)
    {
        var written = text.Slice(start + 1, length);
        if (_nameLength > 0 && Labels.IsLabel(_name.AsSpan(0, _nameLength)) && _frames[_depth].IsObject)
            _frames[_depth].LabelRule = Scope.Rules.Names.Match(written);
        if (length < TextScan.Shortest || (isPlain ? WholeContent.HoldsNothing(Scope, text, start + 1, length) : WholeContent.HoldsNothing(Scope, JsonStringCodec.Instance, written)))
            return;
        var redacted = Scope.Rent();
        if (WholeContent.TryRedactWritten(Inside, JsonStringCodec.Instance, written, redacted))
        {
            Output.Write(text[copied..(start + 1)]);
            Output.Write(redacted.Written);
            copied = start + 1 + length;
        }

        Scope.Return(redacted);
    }

    private Step ReadScalar(ReadOnlySpan<byte> text, ref int at, ref int copied, bool isFinal)
    {
        var length = JsonText.ScalarLength(text[at..]);
        if (length > LongestScalar)
            return Step.Wrong;
        var next = at + length;
        while (next < text.Length && text[next] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            next++;
        if (next == text.Length && !isFinal && next - at <= LongestToken)
            return Step.Wait;
        var scalar = text.Slice(at, length);
        var isLiteral = JsonText.IsLiteral(scalar);
        if ((!isLiteral && !JsonText.IsNumber(scalar)) || !MayFollow(text, next, next - at))
            return Step.Wrong;
        _tokenOffset = BufferOffset + at;
        var rule = isLiteral ? null : _rule ?? (length >= NumberRecognisers.ShortestCard && NumberRecognisers.TryCard(scalar, 0, out var card) && card.End == length ? NumberRecognisers.Card : null);
        if (rule is not null)
        {
            Output.Write(text[copied..at]);
            copied = at + length;
            Scope.Note(rule, this);
            Output.Write("\""u8);
            var removed = Scope.Remove();
            removed.Add(scalar);
            removed.End(Output);
            Output.Write("\""u8);
        }

        at += length;
        EndValue();
        return Step.Done;
    }

    // 4111 1111 1111 1111 is no number, and is not taken apart.
    private bool MayFollow(ReadOnlySpan<byte> text, int next, int length) =>
        length <= LongestToken && (next == text.Length || (_depth > 0 && text[next] is (byte)',' or (byte)']' or (byte)'}'));
}
