using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Tests.Objects;

public sealed class BodyRecorderTests : IDisposable
{
    private const int Limit = 2_000;
    private readonly MemoryBody _kept = new();

    public void Dispose() => _kept.Dispose();

    [Fact]
    public void Complete_BodyWithinTheLimit_StandsInTheLogAlone()
    {
        var payload = Record(new string('x', Limit));

        Assert.Equal((Limit, BodyFormat.Text, false, null), (payload.Body.Length, payload.Format, payload.IsTruncated, payload.Reference));
        Assert.False(_kept.IsBegun);
    }

    [Fact]
    public void Complete_LongJson_KeepsAValidHeadAndTheWholeBody()
    {
        var json = $$"""{"po":"PO-1","password":"hunter2-hunter2","items":[{{string.Join(',', Enumerable.Range(0, 1_000))}}]}""";

        var payload = Record(json);

        Assert.Equal((BodyFormat.Json, true), (payload.Format, payload.IsTruncated));
        Assert.InRange(payload.Body.Length, Limit / 2, Limit);
        using var head = System.Text.Json.JsonDocument.Parse(payload.Body);
        Assert.Equal("PO-1", head.RootElement.GetProperty("po").GetString());
        Assert.Equal("…truncated…", head.RootElement.GetProperty("items").EnumerateArray().Last().GetString());
        var whole = json.Replace("hunter2-hunter2", "[REDACTED]", StringComparison.Ordinal);
        Assert.Equal(whole, Encoding.UTF8.GetString(_kept.Bytes));
        Assert.Equal(new BodyReference("test", "key", whole.Length, Convert.ToHexStringLower(SHA256.HashData(_kept.Bytes))), payload.Reference);
    }

    [Fact]
    public void Complete_LongBinary_KeepsWholeGroupsOfBase64()
    {
        var bytes = Enumerable.Range(0, 3_001).Select(i => (byte)(i % 3 == 0 ? 0 : 200 + i)).ToArray();

        var payload = Record(bytes);

        Assert.Equal((BodyFormat.Base64, true), (payload.Format, payload.IsTruncated));
        Assert.Equal(bytes[..(Limit / 4 * 3)], Convert.FromBase64String(Encoding.ASCII.GetString(payload.Body.Span)));
        Assert.Equal(bytes, _kept.Bytes);
    }

    [Fact]
    public void Complete_BinaryThatIsLongOnlyInBase64_IsKeptWholeToo()
    {
        var bytes = Enumerable.Range(0, 1_900).Select(i => (byte)(i % 3 == 0 ? 0 : 200 + i)).ToArray();

        var payload = Record(bytes);

        Assert.Equal((true, Limit), (payload.IsTruncated, payload.Body.Length));
        Assert.Equal(bytes, _kept.Bytes);
    }

    [Fact]
    public void Complete_TextIsCutBetweenCharacters()
    {
        var payload = Record("x" + new string('é', Limit));

        Assert.Equal(Limit - 1, payload.Body.Length);
        Assert.EndsWith("é", Encoding.UTF8.GetString(payload.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_WholeBodyCannotBeKept_HeadSaysThatItIsOne()
    {
        using var recorder = Recorder(() => null);
        recorder.Write(Encoding.UTF8.GetBytes(new string('x', 10_000)));

        Assert.True(recorder.IsShed);
        var payload = recorder.Complete();

        Assert.Equal((Limit, true, null), (payload.Body.Length, payload.IsTruncated, payload.Reference));
    }

    [Theory]
    [InlineData(3_000)]
    [InlineData(20_000)]
    public void Write_DiskFailsInBetween_HeadSurvives(int failsAt)
    {
        _kept.FailsAt = failsAt;

        var payload = Record(new string('x', 30_000));

        Assert.Equal((Limit, true, null, true), (payload.Body.Length, payload.IsTruncated, payload.Reference, _kept.IsDisposed));
    }

    [Fact]
    public void Complete_DiskFailsAtTheEnd_HeadSurvives()
    {
        _kept.FailsAtEnd = true;

        var payload = Record(new string('x', 30_000));

        Assert.Equal((Limit, true, null, true), (payload.Body.Length, payload.IsTruncated, payload.Reference, _kept.IsDisposed));
    }

    [Theory]
    [InlineData("""{"a":[1,2,{"b":"c"}],"password":"hunt""", """{"a":[1,2,{"b":"c"}],"…truncated…":true}""")]
    [InlineData("""[{"a":tru""", """[{"…truncated…":true}]""")]
    [InlineData("""[12, 13""", """[12,"…truncated…"]""")]
    public void Complete_JsonThatBrokeOff_StaysJson(string came, string expected)
    {
        using var recorder = Recorder(() => _kept);
        recorder.Write(Encoding.UTF8.GetBytes(came));

        var payload = recorder.Complete(isWhole: false);

        Assert.Equal((expected, BodyFormat.Json, true), (Encoding.UTF8.GetString(payload.Body.Span), payload.Format, payload.IsTruncated));
    }

    [Fact]
    public void Complete_TextThatBrokeOff_IsKeptAndMarked()
    {
        using var recorder = Recorder(() => _kept);
        recorder.Write("data: {\"tick\":1}\n\ndata: {\"ti"u8);

        var payload = recorder.Complete(isWhole: false);

        Assert.Equal(("data: {\"tick\":1}\n\ndata: {\"ti", BodyFormat.Text, true), (Encoding.UTF8.GetString(payload.Body.Span), payload.Format, payload.IsTruncated));
    }

    private CapturedPayload Record(string text) => Record(Encoding.UTF8.GetBytes(text));

    private CapturedPayload Record(byte[] body)
    {
        using var recorder = Recorder(() => _kept);
        foreach (var piece in body.Chunk(1_234))
            recorder.Write(piece);
        return recorder.Complete();
    }

    private static BodyRecorder Recorder(Func<IWholeBody?> keep) => new(RedactionRules.Default, null, new RedactedFields(), Limit, 0, keep);

    private sealed class MemoryBody : IWholeBody
    {
        private readonly System.Buffers.ArrayBufferWriter<byte> _bytes = new();

        public bool IsBegun => _bytes.WrittenCount > 0;

        public byte[] Bytes => _bytes.WrittenSpan.ToArray();

        public int FailsAt { get; set; } = int.MaxValue;

        public bool FailsAtEnd { get; set; }

        public bool IsDisposed { get; private set; }

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

        public void Advance(int count)
        {
            _bytes.Advance(count);
            if (_bytes.WrittenCount >= FailsAt)
                throw new IOException("No space left on device");
        }

        public BodyReference Complete() => FailsAtEnd
            ? throw new IOException("No space left on device")
            : new BodyReference("test", "key", _bytes.WrittenCount, Convert.ToHexStringLower(SHA256.HashData(_bytes.WrittenSpan)));

        public void Dispose() => IsDisposed = true;
    }
}
