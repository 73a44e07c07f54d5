using Microsoft.Extensions.Time.Testing;

namespace ProKure.Integrations.Tests;

public sealed class CorrelationIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("PO-4711:2026_03.1")]
    public void TryParse_AllowedText_IsTakenAsItIs(string text)
    {
        Assert.True(CorrelationId.TryParse(text, out var id));
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nX: y")]
    [InlineData("ä")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(CorrelationId.TryParse(text, out _));

    [Fact]
    public void TryParse_LongerThan128_IsRefused()
    {
        Assert.True(CorrelationId.TryParse(new string('a', 128), out _));
        Assert.False(CorrelationId.TryParse(new string('a', 129), out _));
    }

    [Fact]
    public void New_IsAUuidOfVersion7() => Assert.Equal(7, Guid.Parse(CorrelationId.New(new FakeTimeProvider()).ToString()).Version);
}
