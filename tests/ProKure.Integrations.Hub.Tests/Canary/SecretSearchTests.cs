using System.Text;
using ProKure.TestKit.Capture;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>What the canary's search finds: without this, finding nothing would say nothing.</summary>
public sealed class SecretSearchTests
{
    private const string Secret = "Pw7hJ2kLm9QxT4vN8bRc";
    private const string Strange = "Pw7h\"J2k+L/m9=Qx<T4v\\Nü8bRc";

    [Fact]
    public void Find_OneOfEachKind_IsFoundInClear_WithNeighboursAndWithout()
    {
        foreach (var sample in new SecretSamples(7).OneOfEach())
        {
            var search = new SecretSearch([new CanaryText("here", sample.Secret)]);

            Assert.Single(search.Find(Encoding.UTF8.GetBytes(sample.Secret)));
            Assert.Single(search.Find(Encoding.UTF8.GetBytes($"see {sample.Text} there")));
            Assert.Empty(search.Find(Encoding.UTF8.GetBytes("see [REDACTED] there")));
        }
    }

    [Theory]
    [InlineData(Secret)]
    [InlineData(Strange)]
    public void Find_Encoded_IsFound(string secret)
    {
        var search = new SecretSearch([new CanaryText("here", secret)]);
        var bytes = Encoding.UTF8.GetBytes(secret);
        string[] texts =
        [
            System.Text.Json.JsonSerializer.Serialize(secret), string.Concat(secret.Select(c => $"\\u{(int)c:x4}")), Uri.EscapeDataString(secret), string.Concat(bytes.Select(one => $"%{one:X2}")),
            Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
            Convert.ToBase64String(bytes), Convert.ToBase64String([1, .. bytes, 1]), Convert.ToBase64String([1, 2, .. bytes]), Convert.ToBase64String([1, 2, 3, .. bytes, 9, 9]),
        ];

        foreach (var text in texts)
            Assert.True(search.Find(Encoding.UTF8.GetBytes($"xx{text}yy")).Count == 1, text);
        Assert.Single(search.Find([0, .. Encoding.Unicode.GetBytes(secret), 0]));
        Assert.Single(search.Find([0, .. Encoding.BigEndianUnicode.GetBytes(secret), 0]));
    }

    [Fact]
    public void Find_CutInTwo_IsFound()
    {
        var search = new SecretSearch([new CanaryText("here", Secret)]);

        Assert.Single(search.Find(Encoding.UTF8.GetBytes($"\"{Secret[..12]}…")));
        Assert.Single(search.Find(Encoding.UTF8.GetBytes($"…{Secret[10..]}\"")));
    }
}
