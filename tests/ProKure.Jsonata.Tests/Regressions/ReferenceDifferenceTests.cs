namespace ProKure.Jsonata.Tests.Regressions;

/// <summary>Differences from the reference that random cases found; each result here is the reference's.</summary>
public sealed class ReferenceDifferenceTests
{
    [Theory]
    [InlineData("[].a", "[]")]
    [InlineData("[].{\"x\": 1}", "[]")]
    [InlineData("[].a@$v", "[]")]
    [InlineData("[].*.%", "[]")]
    public void Path_FromEmptyArrayConstructor_IsThatArray(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, "{\"b\":5}"));

    [Theory]
    [InlineData("a.c#$x")]
    [InlineData("a.$@$w")]
    [InlineData("([]).*@$v")]
    public void RowPath_OverEmptyArray_IsUndefined(string expression) =>
        Assert.Equal(Evaluate.Undefined, Evaluate.Text(expression, "{\"a\":[]}"));

    [Theory]
    [InlineData("b@$w[1.5]{1: 1}", "{}")]
    [InlineData("c@$w{1: 1}", "{}")]
    [InlineData("b#$i[5]{\"k\": $i}", "{}")]
    [InlineData("b[1].id@$i{\"k\": 1}", "{\"k\":1}")]
    [InlineData("b[1].id@$i{1: 1}", "T1003")]
    public void Group_OfRowsThatFilterLeftNone_HasNoKeys(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, "{\"b\":5}"));

    [Theory]
    [InlineData("\"order id\"[0].a", Evaluate.Undefined)]
    [InlineData("\"order id\"[1].a", "-1")]
    [InlineData("\"none\"[1 ~> $v].a", "T2006")]
    public void Predicate_OnQuotedNameThatStartsAPath_IsApplied(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, "{\"order id\":[true,{\"a\":-1}]}"));

    [Theory]
    [InlineData("$replace(\"a\", \"x\", nothing)", "\"a\"")]
    [InlineData("$replace(\"a\", \"a\", nothing)", "D3012")]
    public void Replace_ByNothing_FailsOnlyWhereThereIsAMatch(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, "{}"));

    [Fact]
    public void SquareRoot_OfNoNumber_IsNoNumber() => Assert.Equal("null", Evaluate.Text("$sqrt($parseInteger(\"x\", \"0\"))", "{}"));
}
