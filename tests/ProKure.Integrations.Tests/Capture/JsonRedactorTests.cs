using System.Text;
using CsCheck;
using ProKure.Integrations.Capture;

namespace ProKure.Integrations.Tests.Capture;

public sealed class JsonRedactorTests
{
    private static readonly string[] SensitiveFields = ["password", "Api_Key", "refreshToken", "CLIENT-SECRET", "iban"];

    [Theory]
    [InlineData("""{"password":"hunter2","a":1}""", """{"password":"[REDACTED]","a":1}""")]
    [InlineData("""{ "Client-Secret" : "x" , "b" : [ 1.50, 2 ] }""", """{ "Client-Secret" : "[REDACTED]" , "b" : [ 1.50, 2 ] }""")]
    [InlineData("""{"token":{"a":[1,2]},"z":0}""", """{"token":"[REDACTED]","z":0}""")]
    [InlineData("""{"token":[1,2]}""", """{"token":"[REDACTED]"}""")]
    [InlineData("""[{"x":[{"pin":1234}]}]""", """[{"x":[{"pin":"[REDACTED]"}]}]""")]
    [InlineData("""{"pass\u0077ord":"p"}""", """{"pass\u0077ord":"[REDACTED]"}""")]
    [InlineData("""{"a":1,"password":"p","password":"q"}""", """{"a":1,"password":"[REDACTED]","password":"[REDACTED]"}""")]
    [InlineData("""{"password":null}""", """{"password":null}""")]
    [InlineData("""{"passwords_rotated":3,"tokenizer":"t"}""", """{"passwords_rotated":3,"tokenizer":"t"}""")]
    public void TryRedact_SensitiveFields_LoseTheirValueAndNothingElseChanges(string json, string expected)
    {
        var redactor = new JsonRedactor(SensitiveNames.Default);

        Assert.True(redactor.TryRedact(Encoding.UTF8.GetBytes(json), new RedactedFields(), out var result));

        Assert.Equal(expected, Encoding.UTF8.GetString(result.Span));
    }

    [Fact]
    public void TryRedact_NestedField_IsNamedByItsPath()
    {
        var redacted = new RedactedFields();
        var json = """{"old":{"deep":1},"list":[{"auth":{"api_key":"k"}},{"auth":{"api_key":"k"}}]}"""u8.ToArray();

        Assert.True(new JsonRedactor(SensitiveNames.Default).TryRedact(json, redacted, out _));

        Assert.Equal(["list.auth.api_key"], redacted.Names);
    }

    [Fact]
    public void TryRedact_NothingSensitive_ReturnsTheSameMemory()
    {
        ReadOnlyMemory<byte> json = """{"a":1}"""u8.ToArray();

        Assert.True(new JsonRedactor(SensitiveNames.Default).TryRedact(json, new RedactedFields(), out var result));

        Assert.True(json.Equals(result));
    }

    [Fact]
    public void TryRedact_FurtherNames_AreRemovedToo()
    {
        var redactor = new JsonRedactor(SensitiveNames.Default.With(["bank_account"]));

        Assert.True(redactor.TryRedact("""{"BankAccount":"DE1"}"""u8.ToArray(), new RedactedFields(), out var result));

        Assert.Equal("""{"BankAccount":"[REDACTED]"}""", Encoding.UTF8.GetString(result.Span));
    }

    [Theory]
    [InlineData("""{"password":"hunter2" """)]
    [InlineData("<html>")]
    [InlineData("")]
    public void TryRedact_NoJson_IsRefused(string text) =>
        Assert.False(new JsonRedactor(SensitiveNames.Default).TryRedact(Encoding.UTF8.GetBytes(text), new RedactedFields(), out _));

    [Fact]
    public void TryRedact_AnySecretAnywhere_NeverSurvives()
    {
        var secret = Gen.String[Gen.Char.AlphaNumeric, 12, 20];
        var name = Gen.Int[0, SensitiveFields.Length - 1].Select(i => SensitiveFields[i]);
        var redactor = new JsonRedactor(SensitiveNames.Default);

        Gen.Select(secret, name, Gen.Int[0, 6]).Sample((value, field, depth) =>
        {
            var json = $$"""{"{{field}}":"{{value}}","n":12.50}""";
            for (var level = 0; level < depth; level++)
                json = level % 2 == 0 ? $"[1,{json}]" : $$"""{"list":{{json}},"a":"b"}""";

            Assert.True(redactor.TryRedact(Encoding.UTF8.GetBytes(json), new RedactedFields(), out var result));
            Assert.Equal(json.Replace($"\"{value}\"", "\"[REDACTED]\"", StringComparison.Ordinal), Encoding.UTF8.GetString(result.Span));
        });
    }
}
