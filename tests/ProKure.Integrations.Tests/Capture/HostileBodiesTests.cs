using System.Buffers;
using System.Text;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Tests.Capture;

/// <summary>Bodies that are made to cost much: each is read once, and not kept.</summary>
public sealed class HostileBodiesTests
{
    private const int Size = 300_000;

    private static readonly string[] Pieces =
    [
        "[", "{\"a\":", "<a>", "<", "\"", "\\", "{\"password\":\"", "password=", "://", "eyJ.", "eyJ-", "eyJhIjoi", "4111 ", "4", "DE89 ", "-----BEGIN ", "-", "<!--", "<![CDATA[",
        "&", "%7B", "a=b&", "AKIA", "sk_live_", "=\":", "\u00e9", "\\u0070", "Bearer ", "<!DOCTYPE a [", "\0", ":", "=", "a[b][c]", "'", "SG.", "Q~", "token token ",
    ];

    public static TheoryData<string> All => new(Pieces);

    [Theory]
    [MemberData(nameof(All))]
    public void Body_OfOnePieceAgainAndAgain_IsReadToItsEnd(string piece)
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, Size / Encoding.UTF8.GetByteCount(piece))));
        foreach (var type in new[] { "application/json", "application/x-www-form-urlencoded", "multipart/mixed; boundary=a" })
        {
            var output = new CountingWriter();
            var writer = new RedactionWriter(RedactionRules.Default, type, output, new RedactedFields());

            for (var at = 0; at < body.Length; at += 10_000)
                writer.Write(body.AsSpan(at, Math.Min(10_000, body.Length - at)));
            writer.Complete();

            Assert.InRange(output.Written, 1, body.Length * 12L);
        }
    }

    [Fact]
    public void Body_Endless_NeedsNoMoreMemory()
    {
        var output = new CountingWriter();
        var writer = new RedactionWriter(RedactionRules.Default, "application/json", output, new RedactedFields());
        var piece = Encoding.UTF8.GetBytes($"{new string('x', 30_000)} password=a ");

        writer.Write("{\"a\":\""u8);
        for (var i = 0; i < 200; i++)
            writer.Write(piece);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2_000; i++)
            writer.Write(piece);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, piece.Length * 200L);
        Assert.InRange(output.Largest, 0, 256 * 1024);
    }

    [Fact]
    public void Fields_MoreThanTheLimit_AreCountedAndMarked()
    {
        var json = $"{{{string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"a{i}\":{{\"password\":1}}"))}}}";

        var redacted = Redact.Body(json);

        Assert.Equal((5_000L, RedactedFields.MaxPlaces + 1, "…"), (redacted.Fields.Count, redacted.Fields.Names.Count, redacted.Fields.Names[^1]));
    }

    private sealed class CountingWriter : IBufferWriter<byte>
    {
        private byte[] _bytes = new byte[64 * 1024];

        public long Written { get; private set; }

        public int Largest => _bytes.Length;

        public void Advance(int count) => Written += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (_bytes.Length < sizeHint)
                _bytes = new byte[sizeHint];
            return _bytes;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
