using System.Text;
using CsCheck;
using ProKure.LoadBench.Generator;

namespace ProKure.LoadBench.Tests.Generator;

public sealed class ResponseParserTests
{
    public static TheoryData<string, int, bool> Responses => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, true },
        { "HTTP/1.1 204 No Content\r\n\r\n", 204, true },
        { "HTTP/1.1 201 Created\r\nCONTENT-LENGTH:0\r\nConnection: Close\r\n\r\n", 201, false },
        { "HTTP/1.1 500 \r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 500, true },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1A;name=value\r\nabcdefghijklmnopqrstuvwxyz\r\n3\r\n\r\n\r\r\n0\r\nX-Sum: 1\r\nX-Two: 2\r\n\r\n", 200, true },
        { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\n\r\n", 429, true },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public void Feed_CutAnywhere_EndsExactlyAtTheEnd(string response, int status, bool keepAlive)
    {
        var bytes = Encoding.ASCII.GetBytes(response);
        var parser = new ResponseParser();
        Gen.Int[1, bytes.Length].Array[0, 5].Sample(
            cuts =>
            {
                parser.Reset();
                int[] ends = [.. cuts.Where(cut => cut < bytes.Length).Distinct().Order(), bytes.Length];
                var start = 0;
                foreach (var end in ends)
                {
                    Assert.Equal(end == bytes.Length, parser.Feed(bytes.AsSpan(start, end - start)));
                    start = end;
                }

                Assert.Equal((status, keepAlive), (parser.Status, parser.KeepAlive));
            },
            threads: 1);
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "does not start with HTTP/1.1")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n", "does not start with HTTP/1.1")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", "does not start with HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "neither Content-Length nor chunks")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "Content-Length is no number")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", "1 bytes follow")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "no hexadecimal number")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "no hexadecimal number")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", "longer than its size")]
    public void Feed_FaultyResponse_SaysWhatIsWrong(string response, string expected)
    {
        var fault = Assert.Throws<FormatException>(() => new ResponseParser().Feed(Encoding.ASCII.GetBytes(response)));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Feed_HeadWithoutEnd_IsGivenUp()
    {
        var parser = new ResponseParser();
        var line = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nX-Filler: " + new string('x', 1000));

        var fault = Assert.Throws<FormatException>(() =>
        {
            for (var i = 0; i < 100; i++)
                Assert.False(parser.Feed(line));
        });

        Assert.Contains("longer than 32768 bytes", fault.Message, StringComparison.Ordinal);
    }
}
