namespace ProKure.LoadBench.Tests;

public sealed class LoadBenchArgumentsTests
{
    [Fact]
    public void Read_NoArguments_TakesTheDefaults()
    {
        var options = LoadBenchArguments.Read([], _ => null);

        Assert.Equal(new LoadBenchOptions(), options);
        Assert.Equal((64, 5, 3, 5), (options.Connections, options.Rounds, options.Seconds, options.WarmupSeconds));
    }

    [Fact]
    public void Read_Key_ComesFromTheEnvironmentUnlessGiven()
    {
        Assert.Equal("from-variable", LoadBenchArguments.Read([], name => name == "PROKURE_API_KEY" ? "from-variable" : null).HubKey);
        Assert.Equal("given", LoadBenchArguments.Read(["--hub-key", "given"], _ => "from-variable").HubKey);
    }

    [Fact]
    public void Read_SeveralHubs_KeepsThemInOrderEachWithItsKey()
    {
        var options = LoadBenchArguments.Read(
            ["--hub", "sqlite=http://127.0.0.1:1/a", "--hub", "hybrid=http://127.0.0.1:2/b"], name => name == "PROKURE_API_KEY_HYBRID" ? "second" : null);

        Assert.Equal([new NamedHub("sqlite", new Uri("http://127.0.0.1:1/a"), null), new NamedHub("hybrid", new Uri("http://127.0.0.1:2/b"), "second")], options.Hubs);
    }

    [Theory]
    [InlineData("Expected --hub to be a name of letters and digits, '=' and a URL, got 'http://127.0.0.1/'", "--hub", "http://127.0.0.1/")]
    [InlineData("Expected --hub to be an http URL, got 'nowhere'", "--hub", "a=nowhere")]
    [InlineData("Expected --connections to be a number from 1 to 1024, got '2000'", "--connections", "2000")]
    [InlineData("Expected --rounds to be a number from 1 to 50, got '0'", "--rounds", "0")]
    [InlineData("Expected --seconds to be a number from 1 to 60, got '-3'", "--seconds", "-3")]
    [InlineData("Expected --count to be a number from 1 to 10000000, got '10000001'", "--count", "10000001")]
    [InlineData("Expected --hub-url to be an http URL, got 'https://127.0.0.1/'", "--hub-url", "https://127.0.0.1/")]
    [InlineData("Expected --path to start with a slash, got 'instant'", "--path", "instant")]
    [InlineData("Expected an option of --help, got '--verbose'", "--verbose", "yes")]
    [InlineData("Expected an option with a value, got '--count' at the end", "--count")]
    public void Read_WrongArguments_SayWhatWasExpected(string expected, params string[] args)
        => Assert.Equal(expected, Assert.Throws<LoadBenchException>(() => LoadBenchArguments.Read(args, _ => null)).Message);
}
