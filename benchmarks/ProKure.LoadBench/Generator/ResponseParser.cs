using System.Buffers.Text;
using System.Text;

namespace ProKure.LoadBench.Generator;

/// <summary>
/// Finds the end of HTTP/1.1 responses (RFC 9112) in bytes as they come, whatever way they are cut: status, length or chunks, keep-alive.
/// Reads nothing else, so that the load generator costs little.
/// </summary>
internal sealed class ResponseParser
{
    private const int MaxHeadBytes = 32 * 1024;

    private readonly byte[] _head = new byte[MaxHeadBytes];
    private int _headLength;
    private Phase _phase;
    private long _left;
    private bool _lineEmpty;
    private bool _sizeEnded;

    private enum Phase
    {
        Head,
        Body,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailer,
        Done,
    }

    /// <summary>The status of the response that has ended.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the connection may be used for the next request.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>Starts on the next response.</summary>
    public void Reset()
    {
        _phase = Phase.Head;
        _headLength = 0;
    }

    /// <summary>Takes the next bytes; true when the response has ended with the last of them.</summary>
    /// <exception cref="FormatException">This is no HTTP/1.1 response of known length, or bytes follow it.</exception>
    public bool Feed(ReadOnlySpan<byte> data)
    {
        while (_phase != Phase.Done)
        {
            if (data.IsEmpty)
                return false;
            data = _phase switch
            {
                Phase.Head => TakeHead(data),
                Phase.Body => TakeBody(data, Phase.Done),
                Phase.ChunkSize => TakeChunkSize(data),
                Phase.ChunkData => TakeBody(data, Phase.ChunkEnd),
                Phase.ChunkEnd => TakeChunkEnd(data),
                _ => TakeTrailer(data),
            };
        }

        return data.IsEmpty ? true : throw new FormatException($"{data.Length} bytes follow the response");
    }

    private ReadOnlySpan<byte> TakeHead(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf("\r\n\r\n"u8);
        if (_headLength == 0 && end >= 0)
        {
            ReadHead(data[..(end + 2)]);
            return data[(end + 4)..];
        }

        // The head is cut: gather it. What follows it in the same bytes is not gathered but given back.
        var before = _headLength;
        var taken = Math.Min(data.Length, MaxHeadBytes - before);
        data[..taken].CopyTo(_head.AsSpan(before));
        _headLength += taken;
        end = _head.AsSpan(0, _headLength).IndexOf("\r\n\r\n"u8);
        if (end >= 0)
        {
            _headLength = 0;
            ReadHead(_head.AsSpan(0, end + 2));
            return data[(end + 4 - before)..];
        }

        return _headLength < MaxHeadBytes ? [] : throw new FormatException($"The response's head is longer than {MaxHeadBytes} bytes");
    }

    private void ReadHead(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out var digits) || digits != 3)
            throw new FormatException("The response does not start with HTTP/1.1 and a status");
        Status = status;
        KeepAlive = true;
        long? length = null;
        var chunked = false;

        for (var rest = NextLine(head, out _); !rest.IsEmpty;)
        {
            rest = NextLine(rest, out var line);
            if (ValueOf(line, "Content-Length:"u8) is { IsEmpty: false } number)
                length = Utf8Parser.TryParse(number, out long value, out _) ? value : throw new FormatException("Content-Length is no number");
            else if (ValueOf(line, "Transfer-Encoding:"u8) is { IsEmpty: false } encoding)
                chunked = encoding.EndsWith("chunked"u8);
            else if (ValueOf(line, "Connection:"u8) is { IsEmpty: false } connection)
                KeepAlive = !Ascii.EqualsIgnoreCase(connection, "close"u8);
        }

        if (status < 200)
            return; // An interim response: the phase stays, the real one follows.
        if (status is 204 or 304)
            _phase = Phase.Done;
        else if (chunked)
            StartChunk();
        else
            StartBody(length ?? throw new FormatException("The response has neither Content-Length nor chunks"));
    }

    private void StartBody(long length)
    {
        _left = length;
        _phase = length == 0 ? Phase.Done : Phase.Body;
    }

    private void StartChunk()
    {
        _left = 0;
        _sizeEnded = false;
        _phase = Phase.ChunkSize;
    }

    private ReadOnlySpan<byte> TakeBody(ReadOnlySpan<byte> data, Phase next)
    {
        var taken = (int)Math.Min(_left, data.Length);
        _left -= taken;
        if (_left == 0)
            _phase = next;
        return data[taken..];
    }

    private ReadOnlySpan<byte> TakeChunkSize(ReadOnlySpan<byte> data)
    {
        var symbol = data[0];
        if (symbol == '\n')
        {
            _phase = _left > 0 ? Phase.ChunkData : Phase.Trailer;
            _lineEmpty = true;
        }
        else if (!_sizeEnded && char.IsAsciiHexDigit((char)symbol) && _left <= int.MaxValue)
        {
            _left = (_left * 16) + HexValueOf(symbol);
        }
        else if (symbol is (byte)';' or (byte)'\r')
        {
            _sizeEnded = true;
        }
        else if (!_sizeEnded)
        {
            throw new FormatException("A chunk's size is no hexadecimal number");
        }

        return data[1..];
    }

    private static int HexValueOf(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private ReadOnlySpan<byte> TakeChunkEnd(ReadOnlySpan<byte> data)
    {
        if (data[0] == '\n')
            StartChunk();
        else if (data[0] != '\r')
            throw new FormatException("A chunk is longer than its size");
        return data[1..];
    }

    private ReadOnlySpan<byte> TakeTrailer(ReadOnlySpan<byte> data)
    {
        if (data[0] == '\n' && _lineEmpty)
            _phase = Phase.Done;
        else if (data[0] != '\r')
            _lineEmpty = data[0] == '\n';
        return data[1..];
    }

    private static ReadOnlySpan<byte> NextLine(ReadOnlySpan<byte> head, out ReadOnlySpan<byte> line)
    {
        var end = head.IndexOf("\r\n"u8);
        line = head[..end];
        return head[(end + 2)..];
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
        => line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name) ? line[name.Length..].Trim((byte)' ') : [];
}
