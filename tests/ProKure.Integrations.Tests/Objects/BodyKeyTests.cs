using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Tests.Objects;

public sealed class BodyKeyTests
{
    private static readonly Guid Id = Guid.Parse("0198c0de-0000-7000-8000-000000000001");

    [Theory]
    [InlineData(BodySide.Request, "bodies/2026/11/26/SAP/0198c0de-0000-7000-8000-000000000001-request")]
    [InlineData(BodySide.Response, "bodies/2026/11/26/SAP/0198c0de-0000-7000-8000-000000000001-response")]
    public void Of_ABody_SaysDaySystemAndExchange(BodySide side, string expected)
    {
        var key = BodyKey.Of(new DateTimeOffset(2026, 11, 27, 0, 30, 0, TimeSpan.FromHours(1)), "SAP", Id, side);

        Assert.Equal(expected, key);
        Assert.True(BodyKey.TryParse(key, out var id, out var read));
        Assert.Equal((Id, side), (id, read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("bodies/2026/11/26/SAP/notes.txt")]
    [InlineData("bodies/2026/11/26/SAP/0198c0de-0000-7000-8000-000000000001-other")]
    [InlineData("archive/2026/11/26/SAP/0198c0de-0000-7000-8000-000000000001-request")]
    public void TryParse_AnythingElse_IsNoBody(string key) => Assert.False(BodyKey.TryParse(key, out _, out _));
}
