namespace ProKure.Samples.Sap.Tests;

public sealed class SapArgumentsTests
{
    [Theory]
    [InlineData("127.0.0.1:5090")]
    [InlineData("127.0.0.1:0", "--port", "0")]
    [InlineData("127.0.0.1:6001", "--port", "6001")]
    [InlineData("127.0.0.1:6001", "--urls", "http://localhost:6001")]
    [InlineData("127.0.0.2:6001", "--urls", "http://127.0.0.2:6001/")]
    [InlineData("[::1]:6001", "--urls", "http://[::1]:6001")]
    [InlineData("0.0.0.0:80", "--urls", "http://0.0.0.0")]
    public void Read_GoodArguments_TellWhereToListen(string expected, params string[] args)
    {
        var options = SapArguments.Read(args, out var fault);

        Assert.Null(fault);
        Assert.Equal(expected, new System.Net.IPEndPoint(options!.Address, options.Port).ToString());
    }

    [Theory]
    [InlineData("got '65536'", "--port", "65536")]
    [InlineData("got '-1'", "--port", "-1")]
    [InlineData("got 'https://127.0.0.1:1'", "--urls", "https://127.0.0.1:1")]
    [InlineData("got 'http://example.com:1'", "--urls", "http://example.com:1")]
    [InlineData("got '--port'", "--port")]
    [InlineData("got '--verbose yes'", "--verbose", "yes")]
    public void Read_WrongArguments_SayWhatWasExpected(string expected, params string[] args)
    {
        Assert.Null(SapArguments.Read(args, out var fault));
        Assert.EndsWith(expected, fault, StringComparison.Ordinal);
    }
}
