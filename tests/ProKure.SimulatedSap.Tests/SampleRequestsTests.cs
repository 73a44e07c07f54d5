using System.Text.Json.Nodes;
using ProKure.Samples.Sap.Behaviors;

namespace ProKure.Samples.Sap.Tests;

public sealed class SampleRequestsTests
{
    private static readonly DirectoryInfo Folder = new(Path.Combine(AppContext.BaseDirectory, "requests"));

    [Fact]
    public void Samples_ThereIsOneForEachBehavior()
    {
        var codes = Folder.GetFiles("*.json").Select(file => FirstCodeOf(Read(file))).ToHashSet(StringComparer.Ordinal);

        Assert.All(BehaviorTable.Names, name => Assert.Contains(name, codes));
    }

    [Fact]
    public void Samples_AreWholePurchaseOrdersWithNumbersOfTheirOwn()
    {
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Folder.GetFiles("*.json"))
        {
            var order = Read(file);
            Assert.True(numbers.Add(Text(order, "po_number")), $"{file.Name} has the number of another sample");
            Assert.All(["company", "currency", "requested_by"], name => Assert.NotEmpty(Text(order, name)));
            Assert.NotEmpty(Text(order["vendor"]!, "external_code"));
            Assert.All(order["items"]!.AsArray(), item => Assert.True(item!["quantity"]!.GetValue<decimal>() > 0));
        }
    }

    [Fact]
    public void Samples_WithABehavior_AreNamedAfterIt()
    {
        foreach (var file in Folder.GetFiles("*.json"))
        {
            var code = FirstCodeOf(Read(file));
            if (BehaviorTable.Names.Contains(code, StringComparer.Ordinal))
                Assert.Equal(code, $"MAT-{Path.GetFileNameWithoutExtension(file.Name).ToUpperInvariant()}");
        }
    }

    private static JsonNode Read(FileInfo file) => JsonNode.Parse(File.ReadAllText(file.FullName))!;

    private static string FirstCodeOf(JsonNode order) => Text(order["items"]![0]!, "item_code");

    private static string Text(JsonNode parent, string name) => parent[name]!.GetValue<string>();
}
