using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration;

public sealed class EndpointPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/po/{po_number}", "/po/|{po_number}")]
    [InlineData("/PO('{number}')/{item}/x", "/PO('|{number}|')/|{item}|/x")]
    [InlineData("{a}{b}", "{a}|{b}")]
    public void Parse_Path_GivesTextAndParametersInTurn(string path, string parts) =>
        Assert.Equal(parts, string.Join('|', EndpointPath.Parse(path).Parts.Select(part => part.IsParameter ? $"{{{part.Text}}}" : part.Text)));

    [Theory]
    [InlineData("/a/{b", "Expected parameters as {name}; the brace at character 4 of '/a/{b' has no partner.")]
    [InlineData("/a}/{b}", "Expected parameters as {name}; the brace at character 3 of '/a}/{b}' has no partner.")]
    [InlineData("/{a{b}}", "Expected parameters as {name}; the brace at character 2 of '/{a{b}}' has no partner.")]
    [InlineData("/{}", "Expected a name between the braces at character 2 of '/{}', found nothing.")]
    [InlineData("/{a}/{a}", "The parameter {a} stands twice in '/{a}/{a}'.")]
    public void Parse_PathWithBrokenParameter_SaysWhere(string path, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => EndpointPath.Parse(path)).Message);
}
