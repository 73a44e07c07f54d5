using System.Buffers;
using System.Text;
using CsCheck;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Formats;
using ProKure.Integrations.Capture.Rules;
using ProKure.TestKit.Capture;

namespace ProKure.Integrations.Tests.Capture.Patterns;

/// <summary>
/// Only candidates are looked at. The reference is the plain way, to look at every place: where a recogniser would take a value, there has to be a candidate,
/// however the text was cut and whatever was removed before it.
/// </summary>
public sealed class CandidateTests
{
    private const long Runs = 2_000;

    private static readonly RedactionRules[] AllRules =
    [
        RedactionRules.Default,
        RedactionRules.With([new OwnedRules("system", ["pin5", "x", "*_frobk", "$.a.quux7"], ["ACME-####-*", "471-??", "_ab-*"], [])]),
        RedactionRules.With([new OwnedRules("endpoint", ["ab*cd", "größe*"], ["zzz*"], [])]),
    ];

    private static readonly string[] Fragments =
    [
        .. new SecretSamples(7).OneOfEach().Select(sample => sample.Text),
        "password", "cardNo", "cardn%6f", "pass%77ord", "passwor%64", "toke\\u006e", "p\\u0069n", "to%6ben", "pin", "pin5", "pin12", "x", "a_frobk", "quux7", "abxcd", "größe1", "cookie", "Authorization", "pan",
        "=", ":", ">", " : ", "\":\"", "\\\":\\\"", "='", "==", "://", ":\\/\\/", "<", "</", "/>", "@", "\r\n", "\t", " ", "-", "--", "_", ".", ",", "%", "\\", "\"", "'", "{", "[", "&",
        "ACME-1234-x", "471-ab", "_ab-z", "zzzq", "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "2026-11-26 11:05", "4500012345", "0198c0de-0000-7000-8000-000000000001",
        "12.", "DE89370400440532013000", "de89 3704 0044 0532 0130 00", "MAT-1001", "Basic information", "ey", "eyJ", "SG.", "Q~", "123456789", "-us21", "a", "B", "7", "é", "日",
    ];

    private static Gen<byte[]> Text => Gen.Int[0, Fragments.Length - 1].Array[0, 12].Select(indexes => Encoding.UTF8.GetBytes(string.Concat(indexes.Select(i => Fragments[i]))));

    [Fact]
    public void Candidate_WhereAPatternMatches_IsNotPassedOver() =>
        Gen.Select(Text, Gen.Int[0, AllRules.Length - 1], Gen.Int[0, 60], Gen.Int[1, 40]).Sample(
            (text, rules, back, ahead) =>
            {
                var patterns = AllRules[rules].Patterns;
                for (var at = 0; at < text.Length; at++)
                {
                    foreach (var floor in (int[])[0, Math.Max(0, at - back), at])
                    {
                        if (!patterns.TryMatch(text, at, floor, out var match))
                            continue;
                        Assert.True(patterns.Candidate(text, at, floor, isWhole: true) == at, $"{match.Rule.Id} at {at} from {floor}: {Encoding.UTF8.GetString(text)}");
                        // The last two places of a piece are looked at again when there is more.
                        var piece = text.AsSpan(0, Math.Min(text.Length, at + 2 + ahead));
                        Assert.True(patterns.Candidate(piece, at, floor, isWhole: false) == at, $"{match.Rule.Id} at {at} from {floor}, cut: {Encoding.UTF8.GetString(piece)}");
                    }
                }
            },
            iter: Runs, threads: 1);

    [Fact]
    public void HoldsNothing_ValueInWhichSomethingIsFound_IsFalse() =>
        Gen.Select(Text, Gen.Int[0, AllRules.Length - 1], Gen.Int[0, 2]).Sample(
            (text, rules, kind) =>
            {
                ContentCodec codec = kind switch { 0 => ContentCodec.Raw, 1 => JsonStringCodec.Instance, _ => XmlTextCodec.Instance };
                var written = new ArrayBufferWriter<byte>();
                codec.Encode(text, written);
                var scope = new RedactionScope(AllRules[rules], new RedactedFields());
                if (WholeContent.HoldsNothing(scope, codec, written.WrittenSpan))
                    Assert.False(WholeContent.TryRedactWritten(scope, codec, written.WrittenSpan, new ArrayBufferWriter<byte>()), Encoding.UTF8.GetString(text));
            },
            iter: 5 * Runs, threads: 1);

    [Theory]
    [InlineData("cardn%6f=4711 0815", "4711")]
    [InlineData("cardn\\u006f: 47110815", "47110815")]
    [InlineData("p\\u0069n=4711", "4711")]
    [InlineData("p\\u0069n5: 4711", "4711")]
    [InlineData("p%69n5=4711", "4711")]
    [InlineData("pin12:4711", "4711")]
    [InlineData("pin 12:4711", "4711")]
    [InlineData("x=1 DE89370400440532013000.", "DE89370400440532013000")]
    [InlineData("2026-11-26 4111111111111111", "4111111111111111")]
    [InlineData("p:4111-1111-1111-1111", "4111-1111-1111-1111")]
    public void Candidate_ThatLooksHarmless_IsFound(string text, string secret) =>
        Assert.DoesNotContain(secret, Redact.Text($"see {text}", "text/plain"), StringComparison.Ordinal);
}
