using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProKure.Jsonata.Tests;

public sealed class JsonataExpressionTests
{
    [Theory]
    [InlineData("id", """{"id":12345678901234567890}""", "12345678901234567890")]
    [InlineData("$", """{"amount":12.340,"e":1E2,"n":-0.0}""", """{"amount":12.340,"e":1E2,"n":-0.0}""")]
    [InlineData("{'a':amount}", """{"amount": 12.340}""", """{"a":12.340}""")]
    [InlineData("items.{'x':n}", """{"items":[{"n":1.0},{"n":2.50}]}""", """[{"x":1.0},{"x":2.50}]""")]
    [InlineData("items[n>1]", """{"items":[{"n":1.0},{"n":2.50}]}""", """{"n":2.50}""")]
    [InlineData("items^(>n).n", """{"items":[{"n":1.0},{"n":2.50}]}""", "[2.50,1.0]")]
    [InlineData("$ ~> |$|{'k':true}|", """{"amount":12.340}""", """{"amount":12.340,"k":true}""")]
    [InlineData("amount + 0", """{"amount":12.340}""", "12.34")]
    [InlineData("$string(id)", """{"id":12345678901234567890}""", "\"12345678901234567000\"")]
    [InlineData("s", """{"s":"\u0041\/"}""", """
        "\u0041\/"
        """)]
    public void Evaluate_ValuePassedThrough_KeepsItsDigits(string expression, string input, string expected) =>
        Assert.Equal(expected.Trim(), Evaluate.Text(expression, input));

    [Theory]
    [InlineData("""{"a":1,"a":2,"b":3}""", """{"a":2,"b":3}""")]
    [InlineData("""{"\u0061":1,"a":2}""", """{"a":2}""")]
    [InlineData("""[{"a":1},{"a":1,"b":{"c":1,"c":[2]}}]""", """[{"a":1},{"a":1,"b":{"c":[2]}}]""")]
    [InlineData("""{"1":1,"__proto__":2,"constructor":3}""", """{"1":1,"__proto__":2,"constructor":3}""")]
    public void Evaluate_NamesTwice_LastOneWinsAtFirstPlace(string input, string expected) =>
        Assert.Equal(expected, Evaluate.Text("$", input));

    [Fact]
    public void Evaluate_ManyNamesTwice_LastOneWins()
    {
        var members = string.Join(',', Enumerable.Range(0, 500).Select(index => $"\"k{index % 499}\":{index}"));

        Assert.Equal("499", Evaluate.Text("k0", "{" + members + "}"));
        Assert.Equal("499", Evaluate.Text("$count($keys($))", "{" + members + "}"));
    }

    [Fact]
    public void Evaluate_LookupsInLargeObjectsAndArrays_FindEveryItem()
    {
        var members = string.Join(',', Enumerable.Range(0, 1_000).Select(index => $"\"k{index}\":{{\"v\":{index}}}"));
        var items = string.Join(',', Enumerable.Range(0, 1_000).Select(index => $"{{\"v\":{index}}}"));
        var input = $"{{\"o\":{{{members}}},\"a\":[{items}]}}";

        Assert.Equal("499500", Evaluate.Text("$sum($map([0..999], function($i){ $lookup($$.o, 'k' & $i).v }))", input));
        Assert.Equal("499500", Evaluate.Text("$sum($map([0..999], function($i){ $$.a[$i].v }))", input));
        Assert.Equal("[0,500,999,1000]", Evaluate.Text("[a[0].v, a[500].v, a[-1].v, a[2000], $count(a)]", input));
    }

    [Theory]
    [InlineData("{\"a\":}", "expected a JSON value, got '}' at line 1, byte 6 (offset 5)")]
    [InlineData("{\"a\":1\n,b:2}", "expected a property name in quotes, got 'b' at line 2, byte 2 (offset 8)")]
    [InlineData("[1,]", "expected a JSON value, got ']' at line 1, byte 4 (offset 3)")]
    [InlineData("[1", "expected ',' or ']', got the end of the text at line 1, byte 3 (offset 2)")]
    [InlineData("1 2", "expected the end of the text, got '2' at line 1, byte 3 (offset 2)")]
    [InlineData("\"a", "expected '\"' at the end of the string, got the end of the text at line 1, byte 3 (offset 2)")]
    [InlineData("\"\\x\"", "expected an escape of JSON, got 'x' at line 1, byte 3 (offset 2)")]
    [InlineData("\"\\u12g4\"", "expected 4 hexadecimal digits after \\u, got 'g' at line 1, byte 6 (offset 5)")]
    [InlineData("01", "expected the end of the text, got '1' at line 1, byte 2 (offset 1)")]
    [InlineData("-", "expected a digit, got the end of the text at line 1, byte 2 (offset 1)")]
    [InlineData("1.", "expected a digit, got the end of the text at line 1, byte 3 (offset 2)")]
    [InlineData("tru", "expected a JSON value, got 't' at line 1, byte 1 (offset 0)")]
    [InlineData("{\"a\" 1}", "expected ':', got '1' at line 1, byte 6 (offset 5)")]
    [InlineData(" ", "expected a JSON value, got the end of the text at line 1, byte 2 (offset 1)")]
    public void Evaluate_InvalidJson_SaysWhatWasExpectedAndWhere(string input, string expected)
    {
        var fault = Evaluate.Fault("$", input);

        Assert.Equal("D1020", fault.Code);
        Assert.Equal("The input is no JSON: " + expected, fault.Message);
    }

    [Fact]
    public void Evaluate_InvalidUtf8_SaysWhere()
    {
        var fault = Assert.Throws<JsonataException>(
            () => JsonataExpression.Compile("$").EvaluateBoolean([(byte)'"', 0xC3, 0x28, (byte)'"'], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(("D1020", "The input is no JSON: expected UTF-8, got byte 0xC3 at line 1, byte 2 (offset 1)"), (fault.Code, fault.Message));
    }

    [Fact]
    public void Evaluate_ByteOrderMark_IsAccepted() => Assert.Equal("1", Evaluate.Text("a", "\uFEFF{\"a\":1}"));

    [Theory]
    [InlineData("\"ab\\u0000\\n\\\"\\\\é😀\\ud800\"", "$ & ''", "\"ab\\u0000\\n\\\"\\\\é😀\\ud800\"")]
    [InlineData("\"\\b\\f\\r\\t\"", "$ & ''", "\"\\b\\f\\r\\t\"")]
    [InlineData("{ \"a\" : [ 1 , { \"b\" : null } ] }", "$", "{\"a\":[1,{\"b\":null}]}")]
    public void Evaluate_Strings_AreEscapedAsJson(string input, string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, input));

    [Fact]
    public void Evaluate_Undefined_WritesNothingAndReturnsFalse()
    {
        var output = new ArrayBufferWriter<byte>();

        var any = JsonataExpression.Compile("a").Evaluate("{}"u8, output, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((false, 0), (any, output.WrittenCount));
    }

    [Fact]
    public void Evaluate_FaultHalfWay_WritesNothing()
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.Throws<JsonataException>(
            () => JsonataExpression.Compile("{'a':1,'b':'x'+1}").Evaluate("{}"u8, output, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Evaluate_ToWriter_WritesOneValue()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            JsonataExpression.Compile("a").Evaluate("{\"a\":{\"b\":1.0}}"u8, writer, cancellationToken: TestContext.Current.CancellationToken);
            writer.WriteEndArray();
        }

        Assert.Equal("[{\"b\":1.0}]", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Evaluate_ElementsAndNodes_GiveElements()
    {
        var expression = JsonataExpression.Compile("a.b");
        using var document = JsonDocument.Parse("""{"a":{"b":1.50}}""");

        var fromElement = expression.Evaluate(document.RootElement, cancellationToken: TestContext.Current.CancellationToken);
        var fromNode = expression.Evaluate(JsonNode.Parse("""{"a":{"b":[1]}}"""), cancellationToken: TestContext.Current.CancellationToken);
        var fromNull = expression.Evaluate((JsonNode?)null, cancellationToken: TestContext.Current.CancellationToken);
        var fromNothing = expression.Evaluate(default(JsonElement), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("1.50", fromElement?.GetRawText());
        Assert.Equal("[1]", fromNode?.GetRawText());
        Assert.Null(fromNull);
        Assert.Null(fromNothing);
    }

    [Fact]
    public void Evaluate_Text_GivesAnElement()
    {
        var expression = JsonataExpression.Compile("a.b");

        Assert.Equal("1.50", expression.Evaluate("{\"a\":{\"b\":1.50}}"u8, cancellationToken: TestContext.Current.CancellationToken)?.GetRawText());
        Assert.Null(expression.Evaluate("{}"u8, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Evaluate_ElementsAndNodesToWriter_WriteOneValueEach()
    {
        var expression = JsonataExpression.Compile("a");
        using var document = JsonDocument.Parse("""{"a":12.340}""");
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            Assert.True(expression.Evaluate(document.RootElement, writer, cancellationToken: TestContext.Current.CancellationToken));
            Assert.True(expression.Evaluate(JsonNode.Parse("""{"a":[1]}"""), writer, cancellationToken: TestContext.Current.CancellationToken));
            Assert.False(expression.Evaluate((JsonNode?)null, writer, cancellationToken: TestContext.Current.CancellationToken));
            writer.WriteEndArray();
        }

        Assert.Equal("[12.340,[1]]", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("a = 1", true)]
    [InlineData("missing", false)]
    [InlineData("[0, 0]", false)]
    [InlineData("'x'", true)]
    public void EvaluateBoolean_AnyResult_IsReadAsTruth(string expression, bool expected) =>
        Assert.Equal(
            expected, JsonataExpression.Compile(expression).EvaluateBoolean("{\"a\":1}"u8, cancellationToken: TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("a", "1")]
    [InlineData("'x'", "x")]
    [InlineData("{'k':a}", "{\"k\":1}")]
    [InlineData("missing", null)]
    public void EvaluateString_AnyResult_IsText(string expression, string? expected) =>
        Assert.Equal(
            expected, JsonataExpression.Compile(expression).EvaluateString("{\"a\":1}"u8, cancellationToken: TestContext.Current.CancellationToken));

    [Fact]
    public void Bindings_Variables_ShadowFunctions()
    {
        using var document = JsonDocument.Parse("""{"x":12.50,"sum":"mine"}""");
        var bindings = document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);
        var evaluation = new JsonataEvaluation { Bindings = bindings };

        Assert.Equal("[12.50,\"mine\"]", Evaluate.Text("[$x, $sum]", "{}", evaluation: evaluation));
        Assert.Equal("T1006", Evaluate.Text("$sum([1])", "{}", evaluation: evaluation));
    }

    [Fact]
    public void Clock_OneEvaluation_IsReadOnce()
    {
        var evaluation = new JsonataEvaluation { TimeProvider = new SteppingTime() };

        Assert.Equal("[1000,1000]", Evaluate.Text("[$millis(), $millis()]", evaluation: evaluation));
        Assert.Equal("2000", Evaluate.Text("$millis()", evaluation: evaluation));
    }

    [Fact]
    public void Expression_ManyThreads_GivesEachItsOwnResult()
    {
        var expression = JsonataExpression.Compile("{'n':n,'sum':$sum(items.v),'up':$uppercase(s),'big':items[v>1].{'v':v}}");
        var failures = 0;

        Parallel.For(0, 2_000, index =>
        {
            var output = new ArrayBufferWriter<byte>();
            expression.Evaluate(Encoding.UTF8.GetBytes($$"""{"n":{{index}},"s":"s{{index}}","items":[{"v":1},{"v":{{index}}}]}"""), output, cancellationToken: CancellationToken.None);
            var big = index > 1 ? $",\"big\":{{\"v\":{index}}}" : "";
            if (!string.Equals(Encoding.UTF8.GetString(output.WrittenSpan), $"{{\"n\":{index},\"sum\":{index + 1},\"up\":\"S{index}\"{big}}}", StringComparison.Ordinal))
                Interlocked.Increment(ref failures);
        });

        Assert.Equal(0, failures);
    }

    [Theory]
    [InlineData("1 + 'a'", "T2002", 3, "+")]
    [InlineData("(\n 'a' + 1)", "T2001", 8, "+")]
    [InlineData("$sum('a')", "T0412", 5, "sum")]
    [InlineData("$nope(1)", "T1006", 6, "nope")]
    [InlineData("1 +", "S0207", 3, "(end)")]
    [InlineData("[1,2", "S0203", 4, "(end)")]
    [InlineData("(1 2)", "S0202", 4, "2")]
    [InlineData("1 2", "S0201", 3, "2")]
    [InlineData("'abc", "S0101", 4, null)]
    [InlineData("'\\q'", "S0103", 2, "q")]
    [InlineData("'\\u12x'", "S0104", 2, null)]
    [InlineData("`abc", "S0105", 4, null)]
    [InlineData("1 /* x", "S0106", 2, null)]
    [InlineData("1e999", "S0102", 0, "1e999")]
    [InlineData("a ! b", "S0204", 3, "!")]
    [InlineData("function(a){1}", "S0208", 10, "a")]
    [InlineData("(a){b:c}[0]", "S0209", 9, null)]
    [InlineData("a{b:c}{d:e}", "S0210", 7, null)]
    [InlineData(")", "S0211", 1, ")")]
    [InlineData("a := 1", "S0212", 1, "a")]
    [InlineData("a.1", "S0213", 3, null)]
    [InlineData("a@b", "S0214", 3, "@")]
    [InlineData("a[0]@$x", "S0215", 5, null)]
    [InlineData("a^(b)@$x", "S0216", 6, null)]
    [InlineData("1 + //", "S0301", 5, null)]
    [InlineData("$f(/a", "S0302", 5, null)]
    [InlineData("function($a)<n<n>>{1}", "S0401", 15, null)]
    [InlineData("function($a)<(sa<n>)>{1}", "S0402", 14, null)]
    [InlineData("-'a'", "D1002", 1, "-")]
    [InlineData("[1..'a']", "T2004", 4, "..")]
    [InlineData("sum(1)", "T1005", 4, "sum")]
    [InlineData("sum(?)", "T1007", 4, "sum")]
    [InlineData("$nope(?)", "T1008", 6, "nope")]
    [InlineData("(function($v){ $uppercase($length(5)) })(1)", "T0410", 34, "length")]
    [InlineData("(function($v){ 1 + $length(5) })(1)", "T0410", 33, "length")]
    [InlineData("true > 1", "T2010", 6, ">")]
    [InlineData("1 > 'a'", "T2009", 3, ">")]
    [InlineData("1 ~> 2", "T2006", 4, null)]
    [InlineData("{1:1}", "T1003", 1, null)]
    [InlineData("{'a':1,'a':1}", "D1009", 1, null)]
    public void Fault_AnyKind_HasTheReferencesCodePositionAndToken(string expression, string code, int position, string? token)
    {
        var fault = Evaluate.Fault(expression, "{}");

        Assert.Equal((code, position, token), (fault.Code, fault.Position, fault.Token));
    }

    private sealed class SteppingTime : TimeProvider
    {
        private int _reads;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(++_reads);
    }
}
