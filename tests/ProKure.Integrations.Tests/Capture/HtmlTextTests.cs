using ProKure.Integrations.Capture;

namespace ProKure.Integrations.Tests.Capture;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<html><head><title>Error</title><style>p { color: red }</style></head><body><p>1 &lt; 2</p><br/><P CLASS='x'>No\r\nmore</P></body></html>", "Error 1 &lt; 2 No more")]
    [InlineData("<!DOCTYPE html><!-- <p>unseen</p> --><script>if (a<b) alert('x')</script><p>seen", "seen")]
    [InlineData("<p>seen</p><script>cut off", "seen")]
    [InlineData("<p>seen</p><a href=\"https://exa", "seen")]
    [InlineData("a < b and c > d", "a < b and c > d")]
    [InlineData("<img src='x'>", "<img src='x'>")]
    public void Of_Page_IsWhatAPersonReads(string html, string text) => Assert.Equal(text, HtmlText.Of(html));

    [Fact]
    public void Of_HostilePage_TakesLinearTime() => Assert.Equal(new string('<', 2_000_000), HtmlText.Of(new string('<', 2_000_000)));
}
