using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace MongoTestServer;

/// <summary>A kind-1 section of an OP_MSG: documents sent beside the command, such as the documents of an insert.</summary>
internal sealed record DocumentSequence(string Name, ReadOnlyMemory<byte> Documents);

/// <summary>One request of the MongoDB wire protocol (OP_MSG, or the legacy OP_QUERY of a first handshake).</summary>
internal sealed class WireMessage
{
    public const int MaxMessageBytes = 48_000_000;
    public const int MaxDocumentBytes = 16 * 1024 * 1024;

    private const int OpReply = 1, OpQuery = 2004, OpMsg = 2013;
    private const int HeaderBytes = 16;
    private const uint ChecksumPresent = 1, MoreToCome = 2, RequiredFlags = 0xFFFF;

    private static int _lastRequestId;

    public required int RequestId { get; init; }
    public required ReadOnlyMemory<byte> Body { get; init; }
    public bool IsLegacyQuery { get; init; }
    public bool ExpectsNoReply { get; init; }
    public IReadOnlyList<DocumentSequence> Sequences { get; init; } = [];

    /// <summary>Reads the next message, or null where the client has closed the connection.</summary>
    public static async Task<WireMessage?> ReadAsync(Stream stream, CancellationToken stop)
    {
        var header = new byte[HeaderBytes];
        var read = await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, stop);
        if (read < HeaderBytes)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < HeaderBytes + 5 or > MaxMessageBytes)
        {
            throw new InvalidDataException($"message length {length} is out of bounds");
        }

        var payload = new byte[length - HeaderBytes];
        await stream.ReadExactlyAsync(payload, stop);
        var requestId = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
        return BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)) switch
        {
            OpMsg => ParseMsg(requestId, payload),
            OpQuery => ParseQuery(requestId, payload),
            var opCode => throw new InvalidDataException($"opcode {opCode} is not supported"),
        };
    }

    private static WireMessage ParseMsg(int requestId, ReadOnlyMemory<byte> payload)
    {
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(payload.Span);
        if ((flags & RequiredFlags & ~(ChecksumPresent | MoreToCome)) != 0)
        {
            throw new InvalidDataException($"OP_MSG has unknown required flags 0x{flags:x}");
        }

        var rest = payload[4..];
        if ((flags & ChecksumPresent) != 0)
        {
            rest = rest[..^4]; // tolerated, not verified
        }

        ReadOnlyMemory<byte>? body = null;
        var sequences = new List<DocumentSequence>();
        while (!rest.IsEmpty)
        {
            var kind = rest.Span[0];
            var section = TakeSized(rest[1..]);
            rest = rest[(1 + section.Length)..];
            if (kind == 0 && body is null)
            {
                body = section;
            }
            else if (kind == 1)
            {
                var nameLength = section.Span[4..].IndexOf((byte)0);
                var name = Encoding.UTF8.GetString(section.Span.Slice(4, nameLength));
                sequences.Add(new DocumentSequence(name, section[(4 + nameLength + 1)..]));
            }
            else
            {
                throw new InvalidDataException($"OP_MSG has an unexpected section of kind {kind}");
            }
        }

        return new WireMessage
        {
            RequestId = requestId,
            Body = body ?? throw new InvalidDataException("OP_MSG has no body"),
            Sequences = sequences,
            ExpectsNoReply = (flags & MoreToCome) != 0,
        };
    }

    private static WireMessage ParseQuery(int requestId, ReadOnlyMemory<byte> payload)
    {
        var afterName = payload[(4 + payload.Span[4..].IndexOf((byte)0) + 1)..];
        return new WireMessage { RequestId = requestId, Body = TakeSized(afterName[8..]), IsLegacyQuery = true };
    }

    /// <summary>A BSON document and an OP_MSG section both begin with their own length.</summary>
    private static ReadOnlyMemory<byte> TakeSized(ReadOnlyMemory<byte> bytes)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        return length >= 5 ? bytes[..length] : throw new InvalidDataException($"length {length} is out of bounds");
    }

    /// <summary>Writes the reply to this request.</summary>
    public async Task WriteReplyAsync(Stream stream, ReadOnlyMemory<byte> document, CancellationToken stop)
    {
        var prefixBytes = HeaderBytes + (IsLegacyQuery ? 20 : 5);
        var reply = new byte[prefixBytes + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(reply, reply.Length);
        BinaryPrimitives.WriteInt32LittleEndian(reply.AsSpan(4), Interlocked.Increment(ref _lastRequestId));
        BinaryPrimitives.WriteInt32LittleEndian(reply.AsSpan(8), RequestId);
        BinaryPrimitives.WriteInt32LittleEndian(reply.AsSpan(12), IsLegacyQuery ? OpReply : OpMsg);
        if (IsLegacyQuery)
        {
            reply[HeaderBytes] = 8; // AwaitCapable
            BinaryPrimitives.WriteInt32LittleEndian(reply.AsSpan(HeaderBytes + 16), 1);
        }

        document.CopyTo(reply.AsMemory(prefixBytes));
        await stream.WriteAsync(reply, stop);
    }

    /// <summary>Sends a command as a client does, and returns the reply. Used by the readiness probe.</summary>
    public static async Task<BsonDocument> SendAsync(Stream stream, BsonDocument command, CancellationToken stop)
    {
        var request = new WireMessage { RequestId = 0, Body = ReadOnlyMemory<byte>.Empty };
        await request.WriteReplyAsync(stream, command.ToBson(), stop);
        var reply = await ReadAsync(stream, stop) ?? throw new EndOfStreamException("the server closed the connection");
        return ParseDocument(reply.Body).ToBsonDocument();
    }

    /// <summary>A view over the bytes of a document, read field by field when asked.</summary>
    public static RawBsonDocument ParseDocument(ReadOnlyMemory<byte> bytes)
    {
        if (!System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment))
        {
            segment = new ArraySegment<byte>(bytes.ToArray());
        }

        var buffer = new ByteArrayBuffer(segment.Array!, isReadOnly: true);
        return new RawBsonDocument(new ByteBufferSlice(buffer, segment.Offset, segment.Count));
    }
}
