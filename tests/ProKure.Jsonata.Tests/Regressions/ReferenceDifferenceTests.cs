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

    [Theory]
    [InlineData("(\"1\" ~> function() { {}-1 })", "T2001", 24, "-")]
    [InlineData("(1 ~> function() { id>=1 })", "T2010", 23, ">=")]
    [InlineData("(\"A\" ~> function() { [$v()] })", "T1006", 25, "v")]
    [InlineData("$filter(1, function() { (1 ~> $substring) })", "T0411", 8, "filter")]
    [InlineData("function() { $() }()", "T1006", 14, null)]
    [InlineData("($f := function() { ($w := {}; $w()) }; $f())", "T1006", 33, "w")]
    public void Fault_InAFunctionAppliedWithoutACall_IsWhereTheReferenceHasIt(string expression, string code, int position, string? token)
    {
        var fault = Evaluate.Fault(expression, "{\"id\":{}}");

        Assert.Equal((code, position, token), (fault.Code, fault.Position, fault.Token));
    }

    [Fact]
    public void Fault_InABuiltInFunctionAppliedByChain_IsNearTheOperator()
    {
        // The reference has no position here, or that of an expression before.
        var fault = Evaluate.Fault("1 ~> $uppercase");

        Assert.Equal(("T0410", 4, "uppercase"), (fault.Code, fault.Position, fault.Token));
    }

    [Theory]
    [InlineData("$fromMillis(-0.5, \"[s].[f001]\", \"+0530\")", "\"59.999\"")]
    [InlineData("$fromMillis(-1500.7, \"[s].[f001]\", \"+0100\")", "\"58.499\"")]
    [InlineData("$fromMillis(-0.5)", "\"1970-01-01T00:00:00.000Z\"")]
    public void FromMillis_OfAFractionBefore1970_IsCutOffInItsZone(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression));

    [Fact]
    public void SquareRoot_OfNoNumber_IsNoNumber() => Assert.Equal("null", Evaluate.Text("$sqrt($parseInteger(\"x\", \"0\"))", "{}"));
}
