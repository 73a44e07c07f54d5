using ProKure.Integrations.Execution.Pages;

namespace ProKure.Integrations.Tests.Execution.Pages;

public sealed class PageLinksTests
{
    [Theory]
    [InlineData("https://sap.example/api/x?y=1", "https://sap.example/api/x?y=1")]
    [InlineData("/api/x", "https://sap.example/api/x")]
    [InlineData("?page=2", "https://sap.example/api/list?page=2")]
    [InlineData("next#part", "https://sap.example/api/next")]
    [InlineData("https://SAP.example:443/api", "https://sap.example/api")]
    [InlineData("../api/x", "https://sap.example/api/x")]
    public void Resolve_LinkBelowTheBaseUrl_IsFollowed(string link, string url) => Assert.Equal(url, Resolve(link).AbsoluteUri);

    [Theory]
    [InlineData("http://sap.example/api/x")]
    [InlineData("https://sap.example:8443/api/x")]
    [InlineData("https://evil.example/api/x")]
    [InlineData("https://sap.example.evil/api/x")]
    [InlineData("//evil.example/api/x")]
    [InlineData("https://user:password@sap.example/api/x")]
    [InlineData("https://sap.example@evil.example/api/x")]
    [InlineData("https://sap.example/apis/x")]
    [InlineData("https://sap.example/api/../admin")]
    [InlineData("https://sap.example/api/%2e%2e/admin")]
    [InlineData("/admin")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("\\\\evil.example\\api")]
    public void Resolve_LinkElsewhere_IsRefusedWithoutItsSecrets(string link)
    {
        var fault = Assert.Throws<PageException>(() => Resolve(link));

        Assert.Equal(PageException.Link, fault.Code);
        Assert.DoesNotContain("password", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://sap.example/a", "https://sap.example/a?page=2")]
    [InlineData("https://sap.example/a?x=1&page=1&y=2", "https://sap.example/a?x=1&y=2&page=2")]
    [InlineData("https://sap.example/a?p%61ge=1&pages=1", "https://sap.example/a?pages=1&page=2")]
    public void With_Parameter_TakesThePlaceOfTheOldOne(string url, string with) => Assert.Equal(with, PageLinks.With(new Uri(url), "page", "2").AbsoluteUri);

    [Theory]
    [InlineData("<https://sap.example/2>; rel=\"next\"", "https://sap.example/2")]
    [InlineData("<https://sap.example/1>; rel=first, <https://sap.example/2>; title=\"a, <b>; rel=next\"; rel=\"last next\"", "https://sap.example/2")]
    [InlineData("<https://sap.example/2>; rel=NEXT; x", "https://sap.example/2")]
    [InlineData("<https://sap.example/2,3>;rel=next", "https://sap.example/2,3")]
    [InlineData("<https://sap.example/2>; rel=\"nextish\"", null)]
    [InlineData("<https://sap.example/2; rel=next", null)]
    [InlineData("", null)]
    [InlineData("<a>; title=\"never closed, <b>; rel=next", null)]
    [InlineData("<a>; title=\"\\", null)]
    public void NextIn_LinkHeader_IsItsTarget(string header, string? target)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Link", header);

        Assert.Equal(target, PageLinks.NextIn(response.Headers));
    }

    private static Uri Resolve(string link) => PageLinks.Resolve(link, new Uri("https://sap.example/api/list?page=1"), new Uri("https://sap.example/api/"));
}
