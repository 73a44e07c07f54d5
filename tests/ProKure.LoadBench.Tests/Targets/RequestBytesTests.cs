using System.Text;
using ProKure.LoadBench.Targets;

namespace ProKure.LoadBench.Tests.Targets;

public sealed class RequestBytesTests
{
    [Fact]
    public void Post_WithKey_IsAWholeRequest()
        => Assert.Equal(
            "POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:5080\r\nAuthorization: Bearer key\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n\"ä",
            Encoding.UTF8.GetString(RequestBytes.Post(new Uri("http://127.0.0.1:5080/a?b=c"), "\"ä", "key")));

    [Theory]
    [InlineData("""{"po_number":"PO-1"}""", """{"payload":{"po_number":"PO-1"}}""")]
    [InlineData(""" {"payload":{},"actor":{"user_id":"a"}} """, """{"payload":{},"actor":{"user_id":"a"}}""")]
    public void InvokeBody_WrapsWhatIsNoInvocation(string json, string expected)
        => Assert.Equal(expected, RequestBytes.InvokeBody(json, "here"));

    [Theory]
    [InlineData("[]", "Expected a JSON object in here, got Array")]
    [InlineData("{", "Expected a JSON object in here: ")]
    public void InvokeBody_NoObject_IsRefused(string json, string expected)
        => Assert.StartsWith(expected, Assert.Throws<LoadBenchException>(() => RequestBytes.InvokeBody(json, "here")).Message, StringComparison.Ordinal);
}
