using System.Text.Json.Nodes;

namespace ProKure.Samples.Sap.Tests;

internal static class AnswerReading
{
    public static Task<string> ReadTextAsync(this HttpResponseMessage answer)
        => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static async Task<JsonNode> ReadJsonAsync(this HttpResponseMessage answer)
        => JsonNode.Parse(await answer.ReadTextAsync())!;

    /// <summary>The codes of the error's details, the first of which is the error's own.</summary>
    public static async Task<string[]> ReadErrorCodesAsync(this HttpResponseMessage answer)
    {
        var error = (await answer.ReadJsonAsync())["error"]!;
        string[] codes = [.. error["innererror"]!["errordetails"]!.AsArray().Select(detail => detail!["code"]!.GetValue<string>())];
        Assert.Equal(codes[0], error["code"]!.GetValue<string>());
        return codes;
    }
}
