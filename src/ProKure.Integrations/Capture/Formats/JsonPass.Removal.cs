using System.Buffers;

namespace ProKure.Integrations.Capture.Formats;

/// <content>Values that are removed whole, and strings that are longer than a token may be: both are read piece by piece.</content>
internal sealed partial class JsonPass
{
    private void Remove(ReadOnlySpan<byte> text, ref int at, ref int copied)
    {
        _tokenOffset = BufferOffset + at;
        Output.Write(text[copied..at]);
        copied = at;
        Scope.Note(_rule!, this);
        Output.Write("\""u8);
        _removed = Scope.Remove();
        _skipped = default(JsonSkipper);
    }

    private void BeginLong(ReadOnlySpan<byte> text, ref int at, ref int copied)
    {
        _tokenOffset = BufferOffset + at;
        at++;
        Output.Write(text[copied..at]);
        copied = at;
        _long = new LongContent(Inside, JsonStringCodec.Instance, Output);
    }

    // Reads on in a value that is removed, or in a long string. False when it is not over.
    private bool ReadOn(ReadOnlySpan<byte> text, ref int at, bool isFinal)
    {
        if (_skipped is { } skipper)
        {
            var (length, ended) = skipper.Read(text[at..]);
            _removed.Add(text.Slice(at, length));
            at += length;
            _skipped = skipper;
            if (ended)
            {
                EndRemoved();
                EndValue();
            }

            return ended;
        }

        var end = at;
        var found = JsonText.FindEnd(text, ref end);
        _long!.Write(text[at..end]);
        at = end;
        if (found == JsonText.StringEnd.NotYet && !isFinal)
            return false;
        if (found != JsonText.StringEnd.Found)
        {
            _long.Complete();
            _long = null;
            GoOnAs(new TextPass(Scope, Output));
            return false;
        }

        _long.Complete();
        _long = null;
        Output.Write("\""u8);
        at++;
        EndValue();
        return true;
    }

    private void EndRemoved()
    {
        _removed.End(Output);
        Output.Write("\""u8);
        _skipped = null;
    }
}
