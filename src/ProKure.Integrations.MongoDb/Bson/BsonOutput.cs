using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MongoDB.Bson;

namespace ProKure.Integrations.MongoDb.Bson;

/// <summary>
/// Writes BSON (bsonspec.org, version 1.1) into one growing buffer. Unlike the driver's writer it can take back what it wrote last, which is how a
/// body is tried as a nested document and kept as text where that would lose something.
/// </summary>
internal sealed class BsonOutput
{
    private const byte Double = 0x01, String = 0x02, Document = 0x03, Array = 0x04, Binary = 0x05, Boolean = 0x08, DateTime = 0x09, Null = 0x0A, Int32 = 0x10, Int64 = 0x12,
        Decimal = 0x13;

    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    /// <summary>Forgets everything from this length on.</summary>
    public void TakeBackTo(int length) => Length = length;

    public void Clear() => Length = 0;

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    public ReadOnlySpan<byte> Slice(int start, int length) => _bytes.AsSpan(start, length);

    /// <summary>Begins the outermost document; what it returns ends it.</summary>
    public int BeginDocument()
    {
        Reserve(4);
        Length += 4;
        return Length - 4;
    }

    public int BeginDocument(ReadOnlySpan<byte> name)
    {
        Head(Document, name);
        return BeginDocument();
    }

    public int BeginArray(ReadOnlySpan<byte> name)
    {
        Head(Array, name);
        return BeginDocument();
    }

    /// <summary>Ends the document or array that this beginning belongs to.</summary>
    public void End(int begin)
    {
        Reserve(1);
        _bytes[Length++] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(begin), Length - begin);
    }

    /// <summary>A name for an item of an array: its index.</summary>
    public static ReadOnlySpan<byte> IndexName(int index, Span<byte> room)
    {
        index.TryFormat(room, out var written, default, CultureInfo.InvariantCulture);
        return room[..written];
    }

    public void Write(ReadOnlySpan<byte> name, string value)
    {
        Head(String, name);
        Reserve(5 + Encoding.UTF8.GetMaxByteCount(value.Length));
        var written = Encoding.UTF8.GetBytes(value, _bytes.AsSpan(Length + 4));
        EndString(written);
    }

    /// <summary>Writes a text that is valid UTF-8 already.</summary>
    public void WriteUtf8(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Head(String, name);
        Reserve(5 + value.Length);
        value.CopyTo(_bytes.AsSpan(Length + 4));
        EndString(value.Length);
    }

    /// <summary>Room for a text of up to so many bytes, to be ended with <see cref="EndString"/>.</summary>
    public Span<byte> BeginString(ReadOnlySpan<byte> name, int most)
    {
        Head(String, name);
        Reserve(5 + most);
        return _bytes.AsSpan(Length + 4, most);
    }

    public void EndString(int written)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length), written + 1);
        Length += 4 + written;
        _bytes[Length++] = 0;
    }

    public void Write(ReadOnlySpan<byte> name, int value)
    {
        Head(Int32, name);
        Reserve(4);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length), value);
        Length += 4;
    }

    public void Write(ReadOnlySpan<byte> name, long value) => Write64(Int64, name, value);

    public void Write(ReadOnlySpan<byte> name, double value) => Write64(Double, name, BitConverter.DoubleToInt64Bits(value));

    public void Write(ReadOnlySpan<byte> name, DateTimeOffset value) => Write64(DateTime, name, value.ToUnixTimeMilliseconds());

    public void Write(ReadOnlySpan<byte> name, bool value)
    {
        Head(Boolean, name);
        Reserve(1);
        _bytes[Length++] = value ? (byte)1 : (byte)0;
    }

    public void Write(ReadOnlySpan<byte> name, Decimal128 value)
    {
        Head(Decimal, name);
        Reserve(16);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length), value.GetIEEELowBits());
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Length + 8), value.GetIEEEHighBits());
        Length += 16;
    }

    /// <summary>Bytes, of the generic subtype.</summary>
    public void Write(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        Head(Binary, name);
        Reserve(sizeof(int) + 1 + bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length), bytes.Length);
        _bytes[Length + sizeof(int)] = 0;
        bytes.CopyTo(_bytes.AsSpan(Length + sizeof(int) + 1));
        Length += sizeof(int) + 1 + bytes.Length;
    }

    public void WriteNull(ReadOnlySpan<byte> name) => Head(Null, name);

    private void Write64(byte type, ReadOnlySpan<byte> name, long value)
    {
        Head(type, name);
        Reserve(8);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(Length), value);
        Length += 8;
    }

    // Names come without NUL: they are constants, indexes, or were looked through.
    private void Head(byte type, ReadOnlySpan<byte> name)
    {
        Reserve(name.Length + 2);
        _bytes[Length++] = type;
        name.CopyTo(_bytes.AsSpan(Length));
        Length += name.Length;
        _bytes[Length++] = 0;
    }

    private void Reserve(int more)
    {
        if (Length + more > _bytes.Length)
            System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
    }
}
