using ProKure.LoadBench.Targets;

namespace ProKure.LoadBench.Tests.Targets;

public sealed class LoopbackAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080/x", "127.0.0.1:5080")]
    [InlineData("http://localhost:5080", "127.0.0.1:5080")]
    [InlineData("http://127.1.2.3", "127.1.2.3:80")]
    [InlineData("http://[::1]:5080", "[::1]:5080")]
    public void Of_Loopback_IsTaken(string url, string expected)
        => Assert.Equal(expected, LoopbackAddress.Of(new Uri(url)).ToString());

    [Theory]
    [InlineData("http://example.com")]
    [InlineData("http://10.0.0.1")]
    [InlineData("http://0.0.0.0")]
    [InlineData("http://[::ffff:10.0.0.1]")]
    [InlineData("http://localhost.example.com")]
    public void Of_AnythingElse_IsRefused(string url)
    {
        var fault = Assert.Throws<LoadBenchException>(() => LoopbackAddress.Of(new Uri(url)));

        Assert.Contains(new Uri(url).Host, fault.Message, StringComparison.Ordinal);
    }
}
