using System.Text;
using System.Text.Json;
using CsCheck;
using ProKure.Integrations.Capture;

namespace ProKure.Integrations.Tests.Capture;

public sealed class JsonHeadTests
{
    private static readonly string[] Texts =
        ["", "a", "größe", "日本語", "😀😀", "say \"no\"", "back\\slash\\\\", "tab\tnew\nline", new string('x', 400), new string('é', 300), string.Concat(Enumerable.Repeat("\u0001\"😀\\", 120))];

    private static readonly string[] Literals = ["true", "false", "null", "0", "-1.5e-7"];

    private static Gen<string> Json(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency(
            (2, Scalar),
            (3, Json(depth - 1).List[0, 6].Select(items => $"[{string.Join(" , ", items)}]")),
            (3, Gen.Select(Text, Json(depth - 1)).List[0, 6].Select(members => $"{{ {string.Join(',', members.Select(m => $"{m.Item1}:{m.Item2}"))}\n}}")));

    private static Gen<string> Scalar => Gen.Frequency((3, Text), (1, Gen.Double[-1e9, 1e9].Select(d => d.ToString("R", null))), (1, Gen.Int[0, 4].Select(i => Literals[i])));

    private static Gen<string> Text => Gen.Select(Gen.Int[0, Texts.Length - 1], Gen.Bool).Select((i, escaped) =>
        escaped ? JsonSerializer.Serialize(Texts[i]) : $"\"{string.Concat(Texts[i].EnumerateRunes().Select(r => r.Value < 0x20 || r.Value is '"' or '\\' ? JsonSerializer.Serialize(r.ToString())[1..^1] : r.ToString()))}\"");

    [Fact]
    public void Cut_AnyJsonAnywhere_IsJsonWithinTheLimitThatBeginsTheSame() =>
        Gen.Select(Json(4), Gen.Int[0, 3_000]).Sample(
            (json, more) =>
            {
                var text = Encoding.UTF8.GetBytes(json);
                var limit = JsonHead.ShortestLimit + more;

                var head = JsonHead.Cut(text, limit);

                using var _ = JsonDocument.Parse(head, new JsonDocumentOptions { MaxDepth = 200 });
                var mark = Encoding.UTF8.GetString(head.Span).LastIndexOf("…truncated…", StringComparison.Ordinal);
                var kept = mark < 0 ? head.Length : Encoding.UTF8.GetByteCount(Encoding.UTF8.GetString(head.Span).AsSpan(0, mark)) - 2;
                return head.Length <= limit && text.AsSpan().StartsWith(head.Span[..Math.Max(0, kept)]) && (mark >= 0 || JsonEquals(head, text));
            },
            iter: 5_000);

    [Theory]
    [InlineData("[1,2,3,4,5,6,7]", "[1,2,3,4,5,6,7]")]
    [InlineData("\"short\"", "\"short\"")]
    [InlineData("{}", "{}")]
    public void Cut_JsonWithinTheLimit_StaysAsItIs(string json, string expected) => Assert.Equal(expected, Cut(json, JsonHead.ShortestLimit));

    [Fact]
    public void Cut_InsideAnArray_MarksWhereTheRestIsMissing()
    {
        var json = $$"""{"a":1,"items":[{"n":1},{"n":2,"fill":{{new string('7', 500)}}}],"z":1}""";

        Assert.Equal("""{"a":1,"items":[{"n":1},{"n":2,"…truncated…":true}]}""", Cut(json, JsonHead.ShortestLimit));
    }

    [Fact]
    public void Cut_InsideALongText_KeepsItsBeginning()
    {
        var head = Cut($$"""{"doc":"{{new string('x', 10_000)}}"}""", 1_000);

        using var parsed = JsonDocument.Parse(head);
        Assert.Matches("^x{500,}…truncated…$", parsed.RootElement.GetProperty("doc").GetString());
    }

    [Fact]
    public void Cut_DeepestJson_HasRoomToClose()
    {
        var depth = 128;
        var json = $"{string.Concat(Enumerable.Repeat("[", depth))}{new string('1', 900)}{new string(']', depth)}";

        var head = Cut(json, JsonHead.ShortestLimit);

        using var parsed = JsonDocument.Parse(head, new JsonDocumentOptions { MaxDepth = 200 });
        Assert.True(head.Length <= JsonHead.ShortestLimit);
    }

    private static string Cut(string json, int limit) => Encoding.UTF8.GetString(JsonHead.Cut(Encoding.UTF8.GetBytes(json), limit).Span);

    private static bool JsonEquals(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        using var a = JsonDocument.Parse(one, new JsonDocumentOptions { MaxDepth = 200 });
        using var b = JsonDocument.Parse(other, new JsonDocumentOptions { MaxDepth = 200 });
        return JsonElement.DeepEquals(a.RootElement, b.RootElement);
    }
}
