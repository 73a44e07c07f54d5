using System.Buffers;
using System.Text;
using System.Text.Json;
using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Tests.Conformance;

/// <summary>Every case of the official suite, with and without the short cuts of the evaluation.</summary>
[Collection(nameof(FastPaths))]
public sealed class SuiteTests
{
    private const string NoSuite = "no suite: set JSONATA_SUITE to its folder, or put it at shared/jsonata-suite above the repository";

    public static TheoryData<string> Names()
    {
        var data = new TheoryData<string>();
        foreach (var name in Suite.Cases.Keys)
            data.Add(name);
        if (Suite.Cases.Count == 0)
            data.Add(NoSuite);
        return data;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_WithShortCuts_GivesWhatTheReferenceGives(string name) => Check(name, fast: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_WithoutShortCuts_GivesWhatTheReferenceGives(string name) => Check(name, fast: false);

    private static void Check(string name, bool fast)
    {
        Assert.SkipWhen(Suite.Folder is null, NoSuite);
        FastPaths.On = fast;
        try
        {
            var suiteCase = Suite.Cases[name];
            var (outcome, failure) = Evaluate(suiteCase);
            Assert.Null(Difference(suiteCase, outcome, failure));
        }
        finally
        {
            FastPaths.On = true;
        }
    }

    private static (JsonElement? Result, JsonataException? Failure) Evaluate(SuiteCase suiteCase)
    {
        try
        {
            var limits = JsonataLimits.Default with
            {
                MaxDepth = suiteCase.Limit("depth") ?? JsonataLimits.Default.MaxDepth,
                Timeout = TimeSpan.FromMilliseconds(suiteCase.Limit("timelimit") ?? 60_000),
            };
            var expression = JsonataExpression.Compile(suiteCase.Expression);
            var bindings = suiteCase.Field("bindings") is { ValueKind: JsonValueKind.Object } given
                ? given.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
                : [];
            var output = new ArrayBufferWriter<byte>();
            var evaluation = new JsonataEvaluation { Bindings = bindings, Limits = limits };
            if (!expression.Evaluate(suiteCase.Input, output, evaluation, TestContext.Current.CancellationToken))
                return (null, null);
            using var document = JsonDocument.Parse(output.WrittenMemory);
            return (document.RootElement.Clone(), null);
        }
        catch (JsonataException failure)
        {
            return (null, failure);
        }
    }

    private static string? Difference(SuiteCase suiteCase, JsonElement? result, JsonataException? failure)
    {
        var error = suiteCase.Field("error");
        var code = (suiteCase.Field("code") ?? (error is { } fault && fault.TryGetProperty("code", out var inner) ? inner : null))?.GetString();
        var token = (suiteCase.Field("token") ?? (error is { } fault2 && fault2.TryGetProperty("token", out var inner2) ? inner2 : null))?.ToString();
        if (code is not null || error is not null)
        {
            if (failure is null)
                return $"expected {code}, got {result?.GetRawText() ?? "undefined"}";
            if (code is not null && !string.Equals(failure.Code, code, StringComparison.Ordinal)
                && !(string.Equals(code, "U1001", StringComparison.Ordinal) && failure.Code is "D1011" or "D1012"))
                return $"expected {code}, got {failure.Code} {failure.Message}";
            if (token is not null && !string.Equals(failure.Token, token, StringComparison.Ordinal))
                return $"{failure.Code}: expected token {token}, got {failure.Token}";
            if (error is { } fault3 && fault3.TryGetProperty("position", out var position) && position.GetInt32() != failure.Position)
                return $"{failure.Code}: expected position {position}, got {failure.Position}";
            return null;
        }
        if (failure is not null)
            return $"unexpected {failure.Code} {failure.Message} at {failure.Position}";
        if (suiteCase.Field("undefinedResult") is { ValueKind: JsonValueKind.True })
            return result is null ? null : $"expected undefined, got {result.Value.GetRawText()}";
        if (suiteCase.Field("result") is not { } expected)
            return null;
        var unordered = suiteCase.Field("unordered") is { ValueKind: JsonValueKind.True };
        if (result is { } actual && Suite.AreEqual(expected, actual, unordered))
            return null;
        var text = new StringBuilder().Append("expected ").Append(expected.GetRawText()).Append(", got ").Append(result?.GetRawText() ?? "undefined");
        return text.ToString();
    }
}

/// <summary>Tests that switch short cuts run alone.</summary>
[CollectionDefinition(nameof(FastPaths), DisableParallelization = true)]
public sealed class FastPathsCollection;
