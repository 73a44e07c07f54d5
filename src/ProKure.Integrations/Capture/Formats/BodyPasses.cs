using System.Buffers;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Chooses the pass for a body or part by its content type. Only forms and multipart need it; all else tells by itself what it is.</summary>
internal static class BodyPasses
{
    public static RedactionPass For(RedactionScope scope, IBufferWriter<byte> output, string? contentType)
    {
        var type = MediaType.TypeOf(contentType);
        if (scope.Nesting <= RedactionScope.MaxNesting && type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            && MediaType.Parameter(contentType, "boundary") is { Length: > 0 and <= 200 } boundary)
        {
            return new MultipartPass(scope, output, boundary);
        }

        return new DeclaredPass(scope, output, type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>A body: as <see cref="ContentPass"/>, but one that is declared a form is one unless it begins otherwise, and single values may be JSON.</summary>
internal sealed class DeclaredPass(RedactionScope scope, IBufferWriter<byte> output, bool isForm) : RedactionPass(scope, output)
{
    private byte[] _head = [];
    private int _length;
    private RedactionPass? _pass;

    /// <summary>True when all that was read is one JSON text.</summary>
    public bool IsJson => _pass is JsonPass { IsJson: true };

    /// <summary>Whether what was read is the beginning of one JSON text; asked when nothing more comes.</summary>
    public bool IsJsonSoFar()
    {
        if (_pass is null)
            ChooseByHead();
        return _pass is JsonPass { IsJsonSoFar: true };
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_pass is null && _length == 0 && (bytes.Length >= ContentSniffer.Enough || ContentSniffer.BeginsJson(bytes)))
            Choose(bytes[..Math.Min(bytes.Length, ContentSniffer.Enough)]);
        if (_pass is null && !bytes.IsEmpty)
        {
            if (_length == 0)
                _head = new byte[ContentSniffer.Enough];
            var length = Math.Min(bytes.Length, _head.Length - _length);
            bytes[..length].CopyTo(_head.AsSpan(_length));
            _length += length;
            bytes = bytes[length..];
            if (_length == _head.Length)
                ChooseByHead();
        }

        if (!bytes.IsEmpty)
            _pass!.Write(bytes);
    }

    public override void Complete()
    {
        if (_pass is null)
            ChooseByHead();
        _pass!.Complete();
    }

    private void ChooseByHead()
    {
        var head = _head.AsSpan(0, _length);
        Choose(head);
        _pass!.Write(head);
    }

    private void Choose(ReadOnlySpan<byte> head) =>
        _pass = ContentSniffer.KindOf(head, isFinal: true) switch
        {
            ContentKind.Json => new JsonPass(Scope, Output),
            ContentKind.Xml => new XmlPass(Scope, Output),
            ContentKind.Form => new FormPass(Scope, Output),
            ContentKind.Text when isForm => new FormPass(Scope, Output),
            ContentKind.Base64 when !isForm => new Base64Pass(Scope, Output),
            ContentKind.Base64 => new FormPass(Scope, Output),
            _ when IsScalar(head) => new JsonPass(Scope, Output),
            _ => new TextPass(Scope, Output),
        };

    private static bool IsScalar(ReadOnlySpan<byte> whole)
    {
        var scalar = whole.Trim(" \t\r\n"u8);
        return whole.Length < ContentSniffer.Enough && (JsonText.IsLiteral(scalar) || JsonText.IsNumber(scalar));
    }
}
