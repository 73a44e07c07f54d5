using System.Buffers;
using System.Text;
using CsCheck;
using ProKure.Integrations.Authentication;

namespace ProKure.Integrations.Tests.Authentication;

public sealed class RunningMaskTests
{
    private static readonly SecretMask Mask = new(["s3cret-one", "abcabcabd", "line\nbreak!"]);

    [Fact]
    public void Write_InAnyPieces_IsAsTheWholeMasked() =>
        Gen.Select(Gen.Int[0, 6].List[0, 12], Gen.Int[1, 9]).Sample((parts, piece) =>
        {
            string[] pieces = ["s3cret-one", "abcabc", "abcabcabd", "s3cret", " and ", "line\nbreak!", "-one"];
            var text = Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => pieces[part])));
            var output = new ArrayBufferWriter<byte>();
            var running = new RunningMask(Mask, bytes => output.Write(bytes));

            foreach (var chunk in text.Chunk(piece))
                running.Write(chunk);
            running.Complete(isWhole: true);

            return output.WrittenSpan.SequenceEqual(Mask.Mask(text).Span);
        });

    [Theory]
    [InlineData("token s3cret-on", "token [REDACTED]")]
    [InlineData("token s", "token [REDACTED]")]
    [InlineData("token s3cret-one", "token [REDACTED]")]
    [InlineData("token", "token")]
    public void Complete_BrokeOffInsideASecret_ShowsNothingOfIt(string came, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        var running = new RunningMask(Mask, bytes => output.Write(bytes));
        running.Write(Encoding.UTF8.GetBytes(came));
        running.Complete(isWhole: false);

        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(expected, Encoding.UTF8.GetString(Mask.MaskCut(Encoding.UTF8.GetBytes(came)).Span));
    }
}
