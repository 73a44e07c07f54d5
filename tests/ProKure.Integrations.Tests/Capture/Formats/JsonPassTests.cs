using System.Text;
using System.Text.Json;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Capture.Formats;

public sealed class JsonPassTests
{
    [Theory]
    [InlineData("""{"password":"hunter2","a":1}""", """{"password":"[REDACTED]","a":1}""")]
    [InlineData("""{ "Client-Secret" : "x" , "b" : [ 1.50, 2 ] }""", """{ "Client-Secret" : "[REDACTED]" , "b" : [ 1.50, 2 ] }""")]
    [InlineData("""{"token":{"a":[1,"}"]},"z":0}""", """{"token":"[REDACTED]","z":0}""")]
    [InlineData("""{"token":[1,2]}""", """{"token":"[REDACTED]"}""")]
    [InlineData("""[{"x":[{"pin":1234}]}]""", """[{"x":[{"pin":"[REDACTED]"}]}]""")]
    [InlineData("""{"pass\u0077ord":"p"}""", """{"pass\u0077ord":"[REDACTED]"}""")]
    [InlineData("""{"a":1,"password":"p","password":"q"}""", """{"a":1,"password":"[REDACTED]","password":"[REDACTED]"}""")]
    [InlineData("""{"password":null,"token":true,"secret":""}""", """{"password":null,"token":true,"secret":""}""")]
    [InlineData("""{"passwords_rotated":3,"tokenizer":"t","spin":1,"nextPageToken":"n"}""", """{"passwords_rotated":3,"tokenizer":"t","spin":1,"nextPageToken":"n"}""")]
    [InlineData("""{"dbPassword":"a","x-api-key":"b","card_pin":1,"userPassword2":"c"}""", """{"dbPassword":"[REDACTED]","x-api-key":"[REDACTED]","card_pin":"[REDACTED]","userPassword2":"[REDACTED]"}""")]
    [InlineData("""{"name":"password","value":"x","other":"y"}""", """{"name":"password","value":"[REDACTED]","other":"y"}""")]
    [InlineData("""[{"name":"colour","value":"x"},{"name":"Api-Key","value":"y"}]""", """[{"name":"colour","value":"x"},{"name":"Api-Key","value":"[REDACTED]"}]""")]
    [InlineData("""{"note":"{\"password\":\"x\",\"n\":1.0}"}""", """{"note":"{\"password\":\"[REDACTED]\",\"n\":1.0}"}""")]
    [InlineData("""{"n":"{\"m\":\"{\\\"token\\\":\\\"x\\\"}\"}"}""", """{"n":"{\"m\":\"{\\\"token\\\":\\\"[REDACTED]\\\"}\"}"}""")]
    [InlineData("""{"n":"<a><password>x<\/password><\/a>"}""", """{"n":"<a><password>[REDACTED]</password></a>"}""")]
    [InlineData("""{"n":"user=anna&token=a%20b"}""", """{"n":"user=anna&token=[REDACTED]"}""")]
    [InlineData("""{"n":"say \"hi\" \u00e9 \/"}""", """{"n":"say \"hi\" \u00e9 \/"}""")]
    [InlineData("""{"n":4111111111111111,"m":4111111111111112}""", """{"n":"[REDACTED]","m":4111111111111112}""")]
    [InlineData("""{"password":"[REDACTED]","n":"[REDACTED:0a1b2c3d]"}""", """{"password":"[REDACTED]","n":"[REDACTED:0a1b2c3d]"}""")]
    [InlineData("""  "password=x"  """, """  "password=[REDACTED]"  """)]
    [InlineData("42", "42")]
    [InlineData("4111111111111111", "\"[REDACTED]\"")]
    public void Body_Json_LosesSecretsAndNothingElse(string json, string expected)
    {
        // Much of a text is read at a glance, but not near its end.
        var blanks = new string(' ', 150);
        foreach (var after in new[] { "", blanks })
        {
            var redacted = Redact.Body($"{json}{after}", "application/json");

            Assert.Equal(($"{expected}{after}", BodyFormat.Json), (redacted.Text, redacted.Format));
        }
    }

    [Theory]
    [InlineData("""{"password":"hunter2" """, """{"password":"[REDACTED]" """)]
    [InlineData("""{"a":1,"password":"hunt er2""", """{"a":1,"password":"[REDACTED]""")]
    [InlineData("""{"password":hunter2,"a":1}""", """{"password":[REDACTED],"a":1}""")]
    [InlineData("""{"password":'hunt er2',"a":1}""", """{"password":'[REDACTED]',"a":1}""")]
    [InlineData("""{"password" = "hunter2"}""", """{"password" = "[REDACTED]"}""")]
    [InlineData("""{password:"hunter2"}""", """{password:"[REDACTED]"}""")]
    [InlineData("""{"pass\u0077ord" "x":1,"pass\u0077ord":"hunter2"}""", """{"pass\u0077ord" "x":1,"pass\u0077ord":"[REDACTED]"}""")]
    [InlineData("""{"credentials":{"user":"a","key":"b""", "{\"credentials\":\"[REDACTED]\"")]
    [InlineData("""{"a":[1,2,],"token":"t"}""", """{"a":[1,2,],"token":"[REDACTED]"}""")]
    [InlineData("""[4111 1111 1111 1111]""", """[[REDACTED]]""")]
    [InlineData("""{"a":1}{"token":"t"}""", """{"a":1}{"token":"[REDACTED]"}""")]
    [InlineData("{\"a\":1}\n{\"token\":\"t\"}\n", "{\"a\":1}\n{\"token\":\"[REDACTED]\"}\n")]
    [InlineData("{\"a\":\"line\nbreak\",\"token\":\"t\"}", "{\"a\":\"line\nbreak\",\"token\":\"[REDACTED]\"}")]
    [InlineData("""{"note":"x","n":"{\"password\":\"hunt er2""", """{"note":"x","n":"{\"password\":\"[REDACTED]""")]
    public void Body_BrokenJson_IsTextWithoutSecrets(string json, string expected)
    {
        var redacted = Redact.Body(json, "application/json");

        Assert.Equal((expected, BodyFormat.Text), (redacted.Text, redacted.Format));
    }

    [Fact]
    public void Body_Truncated_NeverShowsASecret()
    {
        const string json = """{"a":"b","login":{"user":"anna","password":"Pw0123456789abcdef"},"note":"{\"token\":\"Pw0123456789abcdef\"}","z":[1,2]}""";

        for (var length = 0; length <= json.Length; length++)
            Assert.DoesNotContain("Pw0", Redact.Text(json[..length]), StringComparison.Ordinal);
    }

    [Fact]
    public void Body_EncodedJson_IsRedactedInside()
    {
        var encoded = Convert.ToBase64String("""{"user":"anna","password":"hunter2"}"""u8);
        var expected = Convert.ToBase64String("""{"user":"anna","password":"[REDACTED]"}"""u8);

        Assert.Equal(expected, Redact.Text(encoded));
        Assert.Equal($$"""{"doc":"{{expected}}"}""", Redact.Text($$"""{"doc":"{{encoded}}"}"""));
        Assert.Equal(["doc.password"], Redact.Body($$"""{"doc":"{{encoded}}"}""").Fields.Names);
    }

    [Fact]
    public void Body_NestedField_IsNamedByItsPathOnce()
    {
        var redacted = Redact.Body("""{"old":{"deep":1},"list":[{"auth":{"api_key":"k"}},{"auth":{"api_key":"k"}}],"note":"{\"in\":{\"token\":1}}"}""");

        Assert.Equal(["list.auth.api_key", "note.in.token"], redacted.Fields.Names);
        Assert.Equal(3, redacted.Fields.Count);
    }

    [Theory]
    [InlineData("bank_account", """{"BankAccount":"DE1"}""", """{"BankAccount":"[REDACTED]"}""")]
    [InlineData("*salary*", """{"monthlySalaryNet":1}""", """{"monthlySalaryNet":"[REDACTED]"}""")]
    [InlineData("sal*ry", """{"sal_x_ry":1,"salary2":2}""", """{"sal_x_ry":"[REDACTED]","salary2":2}""")]
    [InlineData("größe", """{"GRÖSSE":0,"Größe":1}""", """{"GRÖSSE":0,"Größe":"[REDACTED]"}""")]
    [InlineData("$.payment.card.*", """{"payment":{"card":{"no":1,"x":{"y":2}},"z":3},"card":{"no":4}}""", """{"payment":{"card":{"no":"[REDACTED]","x":"[REDACTED]"},"z":3},"card":{"no":4}}""")]
    [InlineData("$.items[*].price", """{"items":[{"price":1},{"price":2}],"price":3}""", """{"items":[{"price":"[REDACTED]"},{"price":"[REDACTED]"}],"price":3}""")]
    [InlineData("**.bank.account", """{"a":{"bank":{"account":1}},"bank":{"x":{"account":2},"account":3}}""", """{"a":{"bank":{"account":"[REDACTED]"}},"bank":{"x":{"account":2},"account":"[REDACTED]"}}""")]
    [InlineData("bank.**.account", """{"bank":{"x":{"account":2},"account":3},"account":4}""", """{"bank":{"x":{"account":"[REDACTED]"},"account":"[REDACTED]"},"account":4}""")]
    [InlineData("$.person", """{"person":{"name":"a"},"x":{"person":1}}""", """{"person":"[REDACTED]","x":{"person":1}}""")]
    public void Body_RuleOfConfiguration_HoldsWhereItSays(string rule, string json, string expected)
    {
        var redacted = Redact.Body(json, null, Redact.Rules(rule));

        Assert.Equal(expected, redacted.Text);
        Assert.All(redacted.RuleIds, id => Assert.Equal($"system:{rule}", id));
    }

    [Fact]
    public void Body_LongStrings_ArePassedOnAndSearchedPieceByPiece()
    {
        var fill = new string('x', 300_000);
        var secret = $"Bearer {new string('k', 200)}9";
        var json = $$"""{"a":"{{fill}} {{secret}} \"q\" \u00e9 {{fill}}","password":"{{fill}}","n":"{\"token\":\"{{fill}}\",\"m\":1}"}""";

        var redacted = Redact.Body(json);

        Assert.Equal($$"""{"a":"{{fill}} Bearer [REDACTED] \"q\" é {{fill}}","password":"[REDACTED]","n":"{\"token\":\"[REDACTED]\",\"m\":1}"}""", redacted.Text);
        Assert.Equal(BodyFormat.Json, redacted.Format);
    }

    [Theory]
    [InlineData(128, BodyFormat.Json)]
    [InlineData(129, BodyFormat.Text)]
    [InlineData(100_000, BodyFormat.Text)]
    public void Body_Deep_IsRedactedAtTheBottomToo(int depth, BodyFormat format)
    {
        var json = $$"""{{new string('[', depth - 1)}}{"password":"Pw0123"}{{new string(']', depth - 1)}}""";

        var redacted = Redact.Body(json);

        Assert.Equal(json.Replace("Pw0123", "[REDACTED]", StringComparison.Ordinal), redacted.Text);
        Assert.Equal(format, redacted.Format);
    }

    [Fact]
    public void Body_CalledJson_CanBeParsed()
    {
        string[] texts = ["{}", "[]", "0", "-0.5e+3", "01", "1.", "{\"a\":}", "[1,]", "{\"a\" 1}", "\"\\x\"", "\"\\u12g4\"", "tru", "nul", "{,}", "]", "\u00a0{}", "[\"a\u0001\"]"];

        Assert.All(texts, text => Assert.Equal(IsJson(text), Redact.Body(text).Format == BodyFormat.Json));
    }

    [Fact]
    public void Body_EqualValues_HaveEqualTags()
    {
        var tags = new Integrations.Capture.RedactionTags(Encoding.UTF8.GetBytes("a key of thirty-two bytes, or so"));
        var rules = Integrations.Capture.Rules.RedactionRules.With([], tags);

        var json = Redact.Text("""{"password":"hunter2","secret":"hunter2","token":"hunter\u0032","pin":"other"}""", null, rules);

        using var read = JsonDocument.Parse(json);
        var values = read.RootElement.EnumerateObject().Select(field => field.Value.GetString()!).ToList();
        Assert.All(values, value => Assert.Matches(@"^\[REDACTED:[0-9a-f]{8}\]$", value));
        Assert.Equal((2, values[0], values[0]), (values.Distinct(StringComparer.Ordinal).Count(), values[1], values[2]));
        Assert.Equal($"token={values[0]}&x=1", Redact.Text("token=hunter2&x=1", null, rules));
        Assert.Equal(json, Redact.Text(json, null, rules));
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var read = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
