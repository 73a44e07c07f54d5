using System.Buffers;
using System.Text;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>
/// Redacts multipart bodies (RFC 2046): headers of parts by allow-list, a part whose name is sensitive as a whole, others as what they hold; also parts that
/// are multipart again.
/// </summary>
internal sealed class MultipartPass : TokenPass, IRedactionPlace
{
    private const int LongestHeaders = 16 * 1024;

    private readonly byte[] _boundary;
    private readonly byte[] _delimiter;
    private bool _isInPart;
    private bool _isOver;
    private bool _isAtStart = true;
    private string _name = "";
    private RedactionRule? _rule;
    private RedactionPass? _part;
    private RemovedValue? _removed;
    private long _tokenOffset;

    public MultipartPass(RedactionScope scope, IBufferWriter<byte> output, string boundary)
        : base(scope, output)
    {
        _boundary = Encoding.UTF8.GetBytes($"--{boundary}");
        _delimiter = Encoding.UTF8.GetBytes($"\n--{boundary}");
    }

    public string Path => _name;

    public long Offset => _tokenOffset;

    protected override int Read(ReadOnlySpan<byte> text, bool isFinal)
    {
        var at = 0;
        while (at < text.Length && !HasFailed)
        {
            if (!_isInPart)
                _tokenOffset = BufferOffset + at;
            var length = _isOver || (_isAtStart && !text.StartsWith(_boundary))
                ? ReadAround(text[at..], isFinal)
                : _isInPart ? ReadPart(text[at..], isFinal) : ReadHeaders(text[at..], isFinal);
            if (length == 0)
                break;
            at += length;
        }

        return at;
    }

    protected override void End() => EndPart();

    // What stands before the first boundary, and after the last.
    private int ReadAround(ReadOnlySpan<byte> text, bool isFinal)
    {
        var index = _isOver ? -1 : text.IndexOf(_delimiter);
        if (index < 0 && !isFinal && !_isOver && text.Length <= LongestToken)
            return 0;
        if (index < 0 || index > LongestToken)
        {
            GoOnAs(new TextPass(Scope, Output));
            return 0;
        }

        _isAtStart = false;
        EmitText(text[..(index + 1)]);
        return index + 1;
    }

    // The line of the boundary and the header lines up to the empty one.
    private int ReadHeaders(ReadOnlySpan<byte> text, bool isFinal)
    {
        _isAtStart = false;
        if (text.Length < _boundary.Length + 2 && !isFinal)
            return 0;
        var isLast = text.Length >= _boundary.Length + 2 && text[_boundary.Length..].StartsWith("--"u8);
        if (isLast)
        {
            _isOver = true;
            Output.Write(text[..(_boundary.Length + 2)]);
            return _boundary.Length + 2;
        }

        var (end, blank) = EndOfHeaders(text);
        if (end < 0 && !isFinal && text.Length <= LongestHeaders)
            return 0;
        if (end < 0 || end > LongestHeaders)
        {
            GoOnAs(new TextPass(Scope, Output));
            return 0;
        }

        BeginPart(text[..end]);
        Output.Write(text.Slice(end, blank));
        _isInPart = true;
        return end + blank;
    }

    private static (int End, int Blank) EndOfHeaders(ReadOnlySpan<byte> text)
    {
        for (var at = text.IndexOf((byte)'\n'); at >= 0 && at + 1 < text.Length;)
        {
            if (text[at + 1] == '\n')
                return (at + 1, 1);
            if (text[(at + 1)..].StartsWith("\r\n"u8))
                return (at + 1, 2);
            var next = text[(at + 1)..].IndexOf((byte)'\n');
            if (next < 0)
                break;
            at += next + 1;
        }

        return (-1, 0);
    }

    private void BeginPart(ReadOnlySpan<byte> headers)
    {
        string? contentType = null;
        var isBase64 = false;
        (_name, _rule) = ("", null);
        var isFirst = true;
        foreach (var range in headers.Split((byte)'\n'))
        {
            var line = headers[range];
            if (line.IsEmpty)
                continue;
            var text = Encoding.UTF8.GetString(line.TrimEnd((byte)'\r'));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (isFirst || colon < 0)
            {
                isFirst = false;
                EmitText(line);
                Output.Write("\n"u8);
                continue;
            }

            var (name, value) = (text[..colon].Trim(), text[(colon + 1)..].Trim());
            if (name.Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase))
                _name = MediaType.Parameter(value, "name") ?? "";
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                contentType = value;
            isBase64 |= name.Equals("Content-Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && value.Equals("base64", StringComparison.OrdinalIgnoreCase);
            EmitHeader(line, name);
        }

        if (_name.Length > 0)
        {
            var path = new PathCursor(Scope.Rules.Paths, 1);
            _rule = Scope.Rules.Names.Match(Encoding.UTF8.GetBytes(_name)) ?? path.Peek(Encoding.UTF8.GetBytes(_name));
        }

        if (_rule is not null)
            return;
        var inside = Scope.Inside(this);
        _part = isBase64 && inside.Nesting <= RedactionScope.MaxNesting ? new Base64Pass(inside, Output) : BodyPasses.For(inside, Output, contentType);
    }

    private void EmitHeader(ReadOnlySpan<byte> line, string name)
    {
        if (Scope.Rules.Headers.Match(name) is not { } rule)
        {
            EmitText(line);
        }
        else
        {
            Scope.Found.Add(rule, $"header {name}", _tokenOffset);
            Output.Write(line[..(line.IndexOf((byte)':') + 1)]);
            Output.Write(" "u8);
            Output.Write(Placeholder.Utf8);
            if (line[^1] == '\r')
                Output.Write("\r"u8);
        }

        Output.Write("\n"u8);
    }

    private int ReadPart(ReadOnlySpan<byte> text, bool isFinal)
    {
        var index = text.IndexOf(_delimiter);
        var end = index >= 0 ? index : isFinal ? text.Length : text.Length - _delimiter.Length;
        if (end <= 0 && index < 0)
            return 0;

        // The line break before a boundary belongs to the boundary.
        var content = text[..Math.Max(0, end)];
        if (index >= 0 || !isFinal)
            content = content.TrimEnd((byte)'\r');
        if (content.IsEmpty && index < 0)
            return 0;
        WritePart(content);
        if (index < 0)
            return content.Length;
        EndPart();
        _isInPart = false;
        Output.Write(text[content.Length..(index + 1)]);
        return index + 1;
    }

    private void WritePart(ReadOnlySpan<byte> content)
    {
        if (_rule is null)
        {
            _part!.Write(content);
            return;
        }

        if (content.IsEmpty)
            return;
        if (_removed is null)
        {
            Scope.Note(_rule, this);
            _removed = Scope.Remove();
        }

        _removed.Value.Add(content);
    }

    private void EndPart()
    {
        _part?.Complete();
        _removed?.End(Output);
        (_part, _removed) = (null, null);
    }

    private void EmitText(ReadOnlySpan<byte> text)
    {
        if (!TextScan.TryRedact(Scope, text, Output))
            Output.Write(text);
    }
}
