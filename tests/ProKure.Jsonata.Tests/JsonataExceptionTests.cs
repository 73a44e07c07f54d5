namespace ProKure.Jsonata.Tests;

public sealed class JsonataExceptionTests
{
    [Fact]
    public void Exception_CarriesCodePositionAndToken()
    {
        var fault = new JsonataException("T2001", "The left side of + must be a number", position: 3, token: "+");

        Assert.Equal(("T2001", 3, "+"), (fault.Code, fault.Position, fault.Token));
    }
}
