using System.Buffers;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Formats;

/// <content>What is written otherwise than it stands there.</content>
internal sealed partial class XmlPass
{
    private void WriteRemoved(RedactionRule rule, ReadOnlySpan<byte> text, int at, int length)
    {
        CopyTo(text, at);
        Scope.Note(rule, this);
        Scope.RemoveWritten(XmlTextCodec.Instance, text.Slice(at, length), Output);
        _copied = at + length;
    }

    private void EmitRedacted(ContentCodec codec, ReadOnlySpan<byte> text, int at, int length)
    {
        if (_removed is not null || length < TextScan.Shortest)
            return;
        var written = text.Slice(at, length);
        if (codec.IsPlain(written) ? WholeContent.HoldsNothing(Scope, text, at, length) : WholeContent.HoldsNothing(Scope, codec, written))
            return;
        var redacted = Scope.Rent();
        if (WholeContent.TryRedactWritten(Inside, codec, written, redacted))
            Replace(text, at, length, redacted.Written);
        Scope.Return(redacted);
    }

    // A tag holds nothing but names and attributes, unless it is none. After its closing bracket there is nothing in it that the bracket could begin.
    private void EmitScanned(ReadOnlySpan<byte> text, int at, int length)
    {
        if (_removed is not null || length < TextScan.Shortest)
            return;
        var inside = text[at + length - 1] == '>' ? length - 1 : length;
        if (!Scope.Rules.Patterns.HasCandidate(text, at, inside, takesEquals: false))
            return;
        var redacted = Scope.Rent();
        if (TextScan.TryRedact(Scope, text.Slice(at, length), redacted))
            Replace(text, at, length, redacted.Written);
        Scope.Return(redacted);
    }

    private void Replace(ReadOnlySpan<byte> text, int at, int length, ReadOnlySpan<byte> redacted)
    {
        CopyTo(text, at);
        Output.Write(redacted);
        _copied = at + length;
    }

    // What comes from the index on is not removed.
    private void EndRemoved(int index)
    {
        var removed = _removed!;
        (_removed, _copied) = (null, index);
        if (!removed.KeptContent.IsEmpty)
        {
            Output.Write(removed.KeptContent);
        }
        else if (removed.HasContent)
        {
            Scope.Note(removed.Rule, this);
            removed.Value.End(Output);
        }
    }

    /// <summary>What is in an element that is removed stays removed, however broken the rest is.</summary>
    private sealed class RemovedPass(RedactionScope scope, IBufferWriter<byte> output, RemovedElement element) : RedactionPass(scope, output)
    {
        public override void Write(ReadOnlySpan<byte> bytes) => element.Add(bytes);

        public override void Complete()
        {
        }
    }
}
