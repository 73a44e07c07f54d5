using System.Buffers;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Waits for so much of a text as tells what it is, then redacts it as that.</summary>
internal sealed class ContentPass(RedactionScope scope, IBufferWriter<byte> output) : RedactionPass(scope, output)
{
    private byte[] _head = [];
    private int _length;
    private RedactionPass? _pass;

    /// <summary>The pass that was chosen; null while nothing is known.</summary>
    public RedactionPass? Chosen => _pass;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_pass is null && _length == 0 && ContentSniffer.KindOf(bytes[..Math.Min(bytes.Length, ContentSniffer.Enough)], isFinal: false) is not ContentKind.Unknown and var whole)
            Choose(whole);
        while (_pass is null && !bytes.IsEmpty)
        {
            if (_length == 0)
                _head = new byte[ContentSniffer.Enough];
            var length = Math.Min(bytes.Length, _head.Length - _length);
            bytes[..length].CopyTo(_head.AsSpan(_length));
            _length += length;
            bytes = bytes[length..];
            if (ContentSniffer.KindOf(_head.AsSpan(0, _length), isFinal: false) is not ContentKind.Unknown and var kind)
                ChooseByHead(kind);
        }

        if (!bytes.IsEmpty)
            _pass!.Write(bytes);
    }

    public override void Complete()
    {
        if (_pass is null)
            ChooseByHead(ContentSniffer.KindOf(_head.AsSpan(0, _length), isFinal: true));
        _pass!.Complete();
    }

    private void ChooseByHead(ContentKind kind)
    {
        Choose(kind);
        _pass!.Write(_head.AsSpan(0, _length));
    }

    private void Choose(ContentKind kind) =>
        _pass = Scope.Nesting > RedactionScope.MaxNesting
            ? new TextPass(Scope, Output)
            : kind switch
            {
                ContentKind.Json => new JsonPass(Scope, Output),
                ContentKind.Xml => new XmlPass(Scope, Output),
                ContentKind.Form => new FormPass(Scope, Output),
                ContentKind.Base64 => new Base64Pass(Scope, Output),
                _ => new TextPass(Scope, Output),
            };
}
