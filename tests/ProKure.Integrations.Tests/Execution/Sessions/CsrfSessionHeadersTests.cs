using System.Net;
using ProKure.Integrations.Execution.Sessions;

namespace ProKure.Integrations.Tests.Execution.Sessions;

public sealed class CsrfSessionHeadersTests
{
    [Theory]
    [InlineData("abc", new[] { "A=1; path=/; HttpOnly", "B=2" }, "A=1; B=2")]
    [InlineData("abc", new[] { "A=1", "A=2; Secure" }, "A=2")]
    [InlineData("abc", new[] { "A=1=x", "=nameless", "valueless", "" }, "A=1=x")]
    [InlineData("abc", new string[0], "")]
    public void Of_AnswerWithToken_KeepsItsCookies(string token, string[] cookies, string header)
    {
        using var response = Answer(HttpStatusCode.OK, token, cookies);

        Assert.Equal((token, header), (CsrfSession.Of(response.Headers)!.Token, CsrfSession.Of(response.Headers)!.Cookies));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Required")]
    public void Of_AnswerWithoutToken_IsNothing(string? token)
    {
        using var response = Answer(HttpStatusCode.OK, token);

        Assert.Null(CsrfSession.Of(response.Headers));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Required", true)]
    [InlineData(HttpStatusCode.Forbidden, "required", true)]
    [InlineData(HttpStatusCode.Forbidden, null, false)]
    [InlineData(HttpStatusCode.OK, "Required", false)]
    [InlineData(HttpStatusCode.InternalServerError, "Required", false)]
    public void IsRefused_StatusAndHeader_BothCount(HttpStatusCode status, string? token, bool isRefused)
    {
        using var response = Answer(status, token);

        Assert.Equal(isRefused, CsrfSession.IsRefused(response));
    }

    [Fact]
    public void ToString_OfASession_TellsNothing() => Assert.Equal("CsrfSession", new CsrfSession("token", "A=1").ToString());

    private static HttpResponseMessage Answer(HttpStatusCode status, string? token, params string[] cookies)
    {
        var response = new HttpResponseMessage(status);
        if (token is not null)
            response.Headers.TryAddWithoutValidation("X-CSRF-Token", token);
        foreach (var cookie in cookies)
            response.Headers.TryAddWithoutValidation("Set-Cookie", cookie);
        return response;
    }
}
