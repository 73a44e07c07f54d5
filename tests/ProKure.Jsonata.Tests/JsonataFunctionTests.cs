using System.Text.Json;

namespace ProKure.Jsonata.Tests;

public sealed class JsonataFunctionTests
{
    private static JsonataOptions With(string name, string signature, JsonataFunctionBody body) =>
        new() { Functions = [JsonataFunction.Create(name, signature, body)] };

    [Theory]
    [InlineData("$code('uom', 'PCE')", "\"ST\"")]
    [InlineData("unit.$code('uom', $)", "\"ST\"")]
    [InlineData("unit ~> $code('uom', ?)", "\"ST\"")]
    [InlineData("$map([unit, 'KG'], function($u){ $code('uom', $u) })", "[\"ST\",\"KG\"]")]
    [InlineData("{ 'u': $code('uom', unit) }", "{\"u\":\"ST\"}")]
    [InlineData("$code('uom', missing)", "undefined")]
    public void Body_CalledInAnyWay_GivesItsResult(string expression, string expected)
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal) { ["uom/PCE"] = "ST", ["uom/KG"] = "KG" };
        var options = With("code", "<ss:s>", static (in JsonataArguments arguments) => arguments.IsUndefined(1)
            ? JsonataValue.Undefined
            : JsonataValue.FromString(((Dictionary<string, string>)arguments.State!)[$"{arguments.GetString(0)}/{arguments.GetString(1)}"]));

        Assert.Equal(expected, Evaluate.Text(expression, """{"unit":"PCE"}""", options, new JsonataEvaluation { State = codes }));
    }

    [Fact]
    public void Body_ThrowsFault_IsLocatedAtItsCall()
    {
        var options = With("code", "<s-:s>", static (in JsonataArguments arguments) =>
            throw new JsonataException("CODE_MISSING", $"no code for {arguments.GetString(0)}"));

        var fault = Evaluate.Fault("{ 'a': $code('x') }", "{}", options);

        Assert.Equal(("CODE_MISSING", "no code for x", 13, "code"), (fault.Code, fault.Message, fault.Position, fault.Token));
    }

    [Fact]
    public void Signature_WrongArgument_IsAFault() =>
        Assert.Equal("T0410", Evaluate.Text("$code(1)", "{}", With("code", "<s:s>", static (in JsonataArguments _) => JsonataValue.Null)));

    [Fact]
    public void Name_OfBuiltIn_ReplacesIt() =>
        Assert.Equal("7", Evaluate.Text("$sum([1])", "{}", With("sum", "<x:n>", static (in JsonataArguments _) => JsonataValue.FromNumber(7))));

    [Theory]
    [InlineData("$same(v)", "12.340")]
    [InlineData("$text(v)", "\"12.340\"")]
    [InlineData("$text(1/3)", "\"0.333333333333333\"")]
    [InlineData("$text('x')", "\"x\"")]
    [InlineData("$json({'a':[v]})", "{\"a\":[12.340]}")]
    [InlineData("$json(v).x", "undefined")]
    [InlineData("$made()", "{\"b\":[1.0,2]}")]
    [InlineData("$made().b[0]", "1.0")]
    [InlineData("$count($made().b)", "2")]
    public void Values_InAndOut_KeepTheirDigits(string expression, string expected)
    {
        var options = new JsonataOptions
        {
            Functions =
            [
                JsonataFunction.Create("same", "<x:x>", static (in JsonataArguments arguments) => arguments.GetValue(0)),
                JsonataFunction.Create("text", "<x:s>", static (in JsonataArguments arguments) => JsonataValue.FromString(arguments.GetText(0))),
                JsonataFunction.Create("json", "<x:x>", static (in JsonataArguments arguments) => JsonataValue.FromJson(arguments.GetJson(0))),
                JsonataFunction.Create("made", "<:x>", static (in JsonataArguments _) => JsonataValue.FromJson("{ \"b\": [1.0, 2] }"u8.ToArray())),
            ],
        };

        Assert.Equal(expected, Evaluate.Text(expression, """{"v":12.340}""", options));
    }

    [Fact]
    public void Arguments_Kinds_AreTold()
    {
        var seen = "";
        var options = With("kinds", "<xxxxx:x>", (in JsonataArguments arguments) =>
        {
            seen = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{arguments.Count} {arguments.IsNull(0)} {arguments.IsBoolean(1)} {arguments.GetBoolean(1)} {arguments.IsNumber(2)} {arguments.GetNumber(2)} {arguments.IsString(3)} {arguments.IsUndefined(4)} {arguments.GetJson(4).ValueKind == JsonValueKind.Undefined}");
            return JsonataValue.FromBoolean(true);
        });

        Assert.Equal("true", Evaluate.Text("$kinds(null, true, 1.5, 'x', missing)", "{}", options));
        Assert.Equal("5 True True True True 1.5 True True True", seen);
    }

    [Fact]
    public void Arguments_WrongKind_SaysWhatItIs()
    {
        var options = With("f", "<x:x>", static (in JsonataArguments arguments) => JsonataValue.FromString(arguments.GetString(0)));

        var fault = Assert.Throws<InvalidOperationException>(() => Evaluate.Text("$f(5)", "{}", options));

        Assert.Equal("Expected a string as argument 1, got 5", fault.Message);
    }
}
