using System.Security.Cryptography;
using System.Text;
using CsCheck;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Objects.Framing;

namespace ProKure.Integrations.Tests.Objects;

public sealed class FramedBodyTests
{
    private const int Frame = 100;

    private const string Name = "bodies/2026/11/26/SAP/one-request";

    private static readonly IMasterKeyProvider Keys = TestMasterKeys.Of("k1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Encrypted => [true, false];

    [Theory]
    [MemberData(nameof(Encrypted))]
    public Task Read_AnyRangeOfAnyBody_IsThatOfTheBody(bool encrypted) =>
        Gen.Select(Gen.Int[0, 1_000], Gen.Bool, Gen.Int[0, 1_100], Gen.Int[0, 1_100], Gen.Int[1, 333]).SampleAsync(
            async (length, compresses, offset, count, piece) =>
            {
                var plain = Plain(length, compresses);
                await using var body = await OpenAsync(Framed(plain, encrypted, piece), encrypted);

                body.Position = offset;
                var read = new byte[count];
                var got = await body.ReadAtLeastAsync(read, count, throwOnEndOfStream: false, Cancel);

                return read.AsSpan(0, got).SequenceEqual(plain.AsSpan(Math.Min(offset, length), Math.Min(count, Math.Max(0, length - offset))))
                    && body.Sha256 == Convert.ToHexStringLower(SHA256.HashData(plain)) && body.Length == length;
            },
            iter: 500);

    [Theory]
    [MemberData(nameof(Encrypted))]
    public async Task Read_AnyByteChanged_IsFoundOut(bool encrypted)
    {
        var framed = Framed(Plain(350, compresses: false), encrypted);
        for (var at = 0; at < framed.Length; at++)
        {
            var changed = (byte[])framed.Clone();
            changed[at] ^= 0x10;

            await Assert.ThrowsAsync<InvalidDataException>(() => ReadAllAsync(changed, encrypted));
        }
    }

    [Theory]
    [MemberData(nameof(Encrypted))]
    public async Task Read_CutOffAnywhere_IsFoundOut(bool encrypted)
    {
        var framed = Framed(Plain(350, compresses: true), encrypted);
        for (var length = 0; length < framed.Length; length++)
            await Assert.ThrowsAsync<InvalidDataException>(() => ReadAllAsync(framed[..length], encrypted));
    }

    [Theory]
    [MemberData(nameof(Encrypted))]
    public async Task Read_FramesExchanged_IsFoundOut(bool encrypted)
    {
        // Random bytes: every frame is stored as it is and all are of one length.
        var framed = Framed(Plain(400, compresses: false), encrypted);
        var size = 1 + Frame + FrameSeal.TagBytes;
        var first = framed.AsSpan(HeaderOf(framed), size).ToArray();
        framed.AsSpan(HeaderOf(framed) + size, size).CopyTo(framed.AsSpan(HeaderOf(framed)));
        first.CopyTo(framed, HeaderOf(framed) + size);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAllAsync(framed, encrypted));

        Assert.Equal("The object is damaged in frame 0.", fault.Message);
    }

    [Fact]
    public async Task Read_FrameOfAnotherBody_IsFoundOut()
    {
        var (one, other) = (Framed(Plain(400, compresses: false), encrypted: true), Framed(Plain(400, compresses: false), encrypted: true));
        other.AsSpan(HeaderOf(other), 1 + Frame + FrameSeal.TagBytes).CopyTo(one.AsSpan(HeaderOf(one)));

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAllAsync(one, encrypted: true));
    }

    [Fact]
    public void Write_Encrypted_ShowsNothingOfTheBody()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("VendorCode V-100045 ", 50)));

        var framed = Framed(text, encrypted: true);

        Assert.Equal(-1, framed.AsSpan().IndexOf("V-100045"u8));
        Assert.Equal(-1, framed.AsSpan().IndexOf(SHA256.HashData(text)));
    }

    [Fact]
    public async Task Open_KeyIsNotKnown_SaysWhichIsMissing()
    {
        var framed = Framed(Plain(10, compresses: true), encrypted: true);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => FramedBodyStream.OpenAsync(new MemorySource(framed), Name, TestMasterKeys.Of("k2"), Cancel));

        Assert.StartsWith("The object cannot be decrypted: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("k1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_StoredUnderAnotherKey_IsFoundOut()
    {
        var framed = Framed(Plain(10, compresses: true), encrypted: true);

        await Assert.ThrowsAsync<InvalidDataException>(() => FramedBodyStream.OpenAsync(new MemorySource(framed), "bodies/2026/11/26/SAP/other-request", Keys, Cancel));
    }

    [Fact]
    public async Task Read_APartInTheMiddle_AsksForNoMoreThanFromItsFrameOn()
    {
        var plain = Plain(1_000_000, compresses: false);
        var framed = Framed(plain, encrypted: true, frame: 10_000);
        var source = new MemorySource(framed);
        await using var body = await FramedBodyStream.OpenAsync(source, Name, Keys, Cancel);
        source.Asked.Clear();

        body.Position = 505_000;
        var read = new byte[100];
        await body.ReadExactlyAsync(read, Cancel);

        Assert.True(plain.AsSpan(505_000, 100).SequenceEqual(read));
        Assert.Equal(HeaderOf(framed) + (50 * (10_001 + FrameSeal.TagBytes)), Assert.Single(source.Asked));
        Assert.Equal(10_001 + FrameSeal.TagBytes, source.Read);
    }

    private static async Task<byte[]> ReadAllAsync(byte[] framed, bool encrypted)
    {
        await using var body = await OpenAsync(framed, encrypted);
        var read = new MemoryStream();
        await body.CopyToAsync(read, Cancel);
        return read.ToArray();
    }

    private static Task<FramedBodyStream> OpenAsync(byte[] framed, bool encrypted) =>
        FramedBodyStream.OpenAsync(new MemorySource(framed), Name, encrypted ? Keys : TestMasterKeys.None, Cancel);

    private static byte[] Framed(byte[] plain, bool encrypted, int piece = 77, int frame = Frame)
    {
        var output = new MemoryStream();
        using var writer = new FramedBodyWriter(output, encrypted ? BodyDataKey.New(Keys, Name) : null, frame);
        foreach (var part in plain.Chunk(piece))
        {
            // By turns in the two ways of an IBufferWriter: with and without saying how much comes.
            if (part.Length % 2 == 0)
            {
                writer.Write(part);
            }
            else
            {
                part.CopyTo(writer.GetSpan(part.Length));
                writer.Advance(part.Length);
            }
        }

        writer.Complete();
        return output.ToArray();
    }

    private static int HeaderOf(byte[] framed) => BodyHeader.Read(framed).Length;

    private static byte[] Plain(int length, bool compresses)
    {
        var plain = new byte[length];
        if (compresses)
            plain.AsSpan().Fill((byte)'x');
        else
            new Random(length).NextBytes(plain);
        return plain;
    }

    private sealed class MemorySource(byte[] framed) : IBodySource
    {
        public long Length => framed.Length;

        public List<long> Asked { get; } = [];

        public long Read => _opened?.Position ?? 0;

        private MemoryStream? _opened;

        public ValueTask<Stream> OpenAsync(long offset, long length, CancellationToken cancellationToken)
        {
            Asked.Add(offset);
            _opened = new MemoryStream(framed, (int)offset, (int)length, writable: false);
            return ValueTask.FromResult<Stream>(_opened);
        }

        public void Dispose()
        {
        }
    }
}
