namespace ProKure.Jsonata.Tests.Guards;

public sealed class LimitTests
{
    [Fact]
    public void Defaults_AreOn() =>
        Assert.Equal(
            new JsonataLimits
            {
                MaxExpressionLength = 250_000,
                MaxExpressionDepth = 500,
                MaxInputDepth = 128,
                MaxDepth = 5_000,
                Timeout = TimeSpan.FromSeconds(5),
                MaxSteps = 50_000_000,
                MaxSequenceLength = 10_000_000,
                MaxValues = 8_000_000,
                MaxStringLength = 16_000_000,
                MaxStringCharacters = 128_000_000,
                MaxOutputBytes = 64 * 1024 * 1024,
                RegexTimeout = TimeSpan.FromMilliseconds(250),
            },
            JsonataLimits.Default);

    public static TheoryData<string, string, string, string> Cases() => new()
    {
        { "expression length", "1 + 1 + 1 + 1", "", "D1022" },
        { "expression depth", "((((((((((((1))))))))))))", "", "D1023" },
        { "input depth", "$", "[[[[[[[[[[[[]]]]]]]]]]]]", "D1021" },
        { "depth", "($f:=function($n){$n=0?0:1+$f($n-1)};$f(20))", "", "D1011" },
        { "steps", "$count([1..20000][$>0])", "", "D1014" },
        { "sequence length", "[1,2,3,4,5,6,7,8,9,10,11,12]", "", "D2015" },
        { "evaluated sequence length", "$count([1,2,3,4,5,6,7,8,9,10,11,12])", "", "D2015" },
        { "range length", "[1..12]", "", "D2015" },
        { "appended length", "$append([1..9],[1..9])", "", "D2015" },
        { "values", "[[1..8],[1..8],[1..8],[1..8],[1..8],[1..8]].$map($,$string)", "", "D1015" },
        { "string length", "'0123456789'&'0123456789'", "", "D1016" },
        { "strings", "$map([1..9],function($i){'0123456789'&$i})", "", "D1019" },
        { "output", "[1..9].{'some name':'some value'}", "", "D1018" },
        { "regular expression", "$contains($pad('',12,'a')&'!', /^(a+)+\\1$/)", "", "D1017" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Limit_Exceeded_HasItsOwnCode(string name, string expression, string input, string code)
    {
        var limits = name switch
        {
            "expression length" => new JsonataLimits { MaxExpressionLength = 10 },
            "expression depth" => new JsonataLimits { MaxExpressionDepth = 10 },
            "input depth" => new JsonataLimits { MaxInputDepth = 10 },
            "depth" => new JsonataLimits { MaxDepth = 50 },
            "steps" => new JsonataLimits { MaxSteps = 10_000 },
            "sequence length" or "evaluated sequence length" or "range length" or "appended length" => new JsonataLimits { MaxSequenceLength = 10 },
            "values" => new JsonataLimits { MaxValues = 50 },
            "string length" => new JsonataLimits { MaxStringLength = 15 },
            "strings" => new JsonataLimits { MaxStringCharacters = 50 },
            "output" => new JsonataLimits { MaxOutputBytes = 100 },
            _ => new JsonataLimits { RegexTimeout = TimeSpan.FromMilliseconds(1), MaxStringLength = 100_000 },
        };
        if (name.StartsWith("regular", StringComparison.Ordinal))
            expression = expression.Replace("12", "40", StringComparison.Ordinal);

        Assert.Equal(code, Evaluate.Text(expression, input, new JsonataOptions { Limits = limits }));
    }

    [Fact]
    public void Timeout_EndlessLoop_HasItsOwnCode() =>
        Assert.Equal(
            "D1012",
            Evaluate.Text(
                "($f:=function(){$f()};$f())",
                options: new JsonataOptions { Limits = new JsonataLimits { Timeout = TimeSpan.FromMilliseconds(20), MaxSteps = long.MaxValue } }));

    [Fact]
    public void Evaluation_LimitsOfItsOwn_ReplaceThoseOfTheExpression() =>
        Assert.Equal("D2015", Evaluate.Text("[1..12]", evaluation: new JsonataEvaluation { Limits = new JsonataLimits { MaxSequenceLength = 10 } }));

    [Theory]
    [InlineData("($f:=function(){$f()};$f())")]
    [InlineData("$count([1..1e7][$ in [1..1e7]])")]
    [InlineData("$reduce([1..1e7], function($a,$b){$a+$b})")]
    [InlineData("$sum([1..1e7]) + $sum([1..1e7]) + $sum([1..1e7]) + $sum([1..1e7])")]
    [InlineData("$sort([1..1e6], function($a,$b){$a<$b})")]
    public void Cancellation_WhileEvaluating_EndsIt(string expression)
    {
        using var source = new CancellationTokenSource();
        var options = new JsonataOptions
        {
            Limits = new JsonataLimits { Timeout = Timeout.InfiniteTimeSpan, MaxSteps = long.MaxValue, MaxValues = long.MaxValue },
            Functions = [JsonataFunction.Create("cancel", "<:x>", (in JsonataArguments _) =>
            {
                source.Cancel();
                return default;
            })],
        };

        Assert.ThrowsAny<OperationCanceledException>(
            () => JsonataExpression.Compile($"($cancel(); {expression})", options).EvaluateBoolean([], cancellationToken: source.Token));
    }

    [Fact]
    public void Cancellation_BeforeEvaluating_EndsItAtOnce() =>
        Assert.ThrowsAny<OperationCanceledException>(
            () => JsonataExpression.Compile("1").EvaluateBoolean([], cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public void Evaluation_AfterAGuardEndedOne_StartsAfresh()
    {
        var expression = JsonataExpression.Compile(
            "($f:=function($n){$n=0?0:1+$f($n-1)};$f(n))", new JsonataOptions { Limits = new JsonataLimits { MaxDepth = 100 } });

        Assert.Throws<JsonataException>(() => expression.EvaluateString("{\"n\":90}"u8, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("10", expression.EvaluateString("{\"n\":10}"u8, cancellationToken: TestContext.Current.CancellationToken));
    }
}
