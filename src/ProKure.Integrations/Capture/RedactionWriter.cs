using System.Buffers;
using System.Text;
using ProKure.Integrations.Capture.Formats;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Capture;

/// <summary>
/// Redacts one body while it streams by: takes it in pieces and writes it, as UTF-8, with the placeholder in place of what may not be kept. What is written
/// does not depend on how the body was cut; memory does not depend on its length.
/// </summary>
internal sealed class RedactionWriter
{
    private const int CharSlice = 4 * 1024;
    private const int FirstDeclaration = 64;
    private const int LongestDeclaration = 256;

    private readonly RedactionPass _pass;
    private readonly BodyEncoding _encoding;
    private readonly Utf8Check _utf8 = new();
    private readonly IBufferWriter<byte> _output;
    private byte[] _start = [];
    private int _startLength;
    private bool _isStarted;
    private Decoder? _decoder;
    private bool _isUnreadable;
    private RemovedValue _removed;
    private readonly RedactionScope _scope;

    /// <param name="rules">The rules.</param>
    /// <param name="contentType">The body's content type as it was declared; null for none.</param>
    /// <param name="output">Takes the redacted body.</param>
    /// <param name="found">Takes what was removed.</param>
    public RedactionWriter(RedactionRules rules, string? contentType, IBufferWriter<byte> output, RedactedFields found)
    {
        _output = output;
        _scope = new RedactionScope(rules, found);
        _encoding = new BodyEncoding(MediaType.Parameter(contentType, "charset"));
        _pass = BodyPasses.For(_scope, output, contentType);
    }

    /// <summary>What the redacted body is, once it is complete: JSON, text, or bytes that are no text and have to be kept as base64.</summary>
    public BodyFormat Format { get; private set; }

    /// <summary>Whether what was taken is the beginning of one JSON text; asked when nothing more comes, before the body is completed.</summary>
    public bool IsJsonSoFar()
    {
        if (!_isStarted)
            WriteStart();
        return !_isUnreadable && _utf8.IsSound && _pass is DeclaredPass pass && pass.IsJsonSoFar();
    }

    /// <summary>Takes the next piece of the body.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!_isStarted && _startLength == 0 && bytes.Length >= BodyEncoding.Enough && !_encoding.WantsMore(bytes[..BodyEncoding.Enough]))
            bytes = bytes[Start(bytes[..BodyEncoding.Enough])..];
        if (!_isStarted)
        {
            if (_start.Length == 0)
                _start = new byte[BodyEncoding.Enough];
            var length = Math.Min(bytes.Length, _start.Length - _startLength);
            bytes[..length].CopyTo(_start.AsSpan(_startLength));
            _startLength += length;
            bytes = bytes[length..];
            if (_startLength < _start.Length)
                return;
            if (_start.Length < LongestDeclaration && _encoding.WantsMore(_start))
            {
                Array.Resize(ref _start, _start.Length == BodyEncoding.Enough ? FirstDeclaration : LongestDeclaration);
                Write(bytes);
                return;
            }

            WriteStart();
        }

        WriteEncoded(bytes, flush: false);
    }

    /// <summary>The body is over: writes what has waited.</summary>
    public void Complete()
    {
        if (!_isStarted)
            WriteStart();
        WriteEncoded([], flush: true);
        if (_isUnreadable)
        {
            _removed.End(_output);
            Format = BodyFormat.Text;
            return;
        }

        _pass.Complete();
        Format = !_utf8.IsText ? BodyFormat.Base64 : _pass is DeclaredPass { IsJson: true } ? BodyFormat.Json : BodyFormat.Text;
    }

    private void WriteStart()
    {
        var start = _start.AsSpan(0, _startLength);
        WriteEncoded(start[Start(start)..], flush: false);
    }

    /// <summary>Finds out how the body is to be read.</summary>
    /// <returns>The length of a byte order mark.</returns>
    private int Start(ReadOnlySpan<byte> start)
    {
        _isStarted = true;
        var (encoding, skip, isReadable) = _encoding.Of(start);
        _decoder = encoding?.GetDecoder();
        if (!isReadable)
        {
            _isUnreadable = true;
            _scope.Found.Add(RedactionRule.UnreadableCharset, "body");
            _removed = _scope.Remove();
        }

        return skip;
    }

    private void WriteEncoded(ReadOnlySpan<byte> bytes, bool flush)
    {
        if (_isUnreadable)
            _removed.Add(bytes);
        else if (_decoder is null)
            WriteUtf8(bytes);
        else
            Transcode(bytes, flush);
    }

    private void Transcode(ReadOnlySpan<byte> bytes, bool flush)
    {
        var chars = ArrayPool<char>.Shared.Rent(CharSlice);
        var utf8 = ArrayPool<byte>.Shared.Rent(CharSlice * 3);
        bool isDone;
        do
        {
            _decoder!.Convert(bytes, chars.AsSpan(0, CharSlice), flush, out var bytesUsed, out var charsUsed, out isDone);
            bytes = bytes[bytesUsed..];
            WriteUtf8(utf8.AsSpan(0, Encoding.UTF8.GetBytes(chars.AsSpan(0, charsUsed), utf8)));
        }
        while (!isDone);

        ArrayPool<char>.Shared.Return(chars, clearArray: true);
        ArrayPool<byte>.Shared.Return(utf8, clearArray: true);
    }

    private void WriteUtf8(ReadOnlySpan<byte> utf8)
    {
        _utf8.Read(utf8);
        _pass.Write(utf8);
    }
}
