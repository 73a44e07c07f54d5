using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProKure.Jsonata.Tests.Differential;

/// <summary>What an engine makes of a case: a result, undefined, or a fault.</summary>
/// <param name="Result">JSON text; null where undefined or a fault.</param>
/// <param name="Code">The fault's code, empty where it has none; null without a fault.</param>
/// <param name="Message">The fault's message.</param>
/// <param name="Skip">Why the outcome says nothing; null where it does.</param>
/// <param name="Position">Where the fault is; null where that is not told.</param>
/// <param name="Token">What the fault names; null where it names nothing.</param>
internal sealed record Outcome(
    string? Result, string? Code = null, string? Message = null, string? Skip = null, int? Position = null, string? Token = null)
{
    private const string Crash = "crash";

    private static readonly JsonataLimits Limits = JsonataLimits.Default with { Timeout = TimeSpan.FromSeconds(2) };

    /// <summary>The outcome of this engine.</summary>
    public static Outcome Of(DifferentialCase one)
    {
        try
        {
            var output = new ArrayBufferWriter<byte>();
            var expression = JsonataExpression.Compile(one.Expression.ToString());
            var input = one.Undefined ? [] : Encoding.UTF8.GetBytes(one.Input?.ToJsonString() ?? "null");
            return expression.Evaluate(input, output, new JsonataEvaluation { Limits = Limits }, TestContext.Current.CancellationToken)
                ? new Outcome(Encoding.UTF8.GetString(output.WrittenSpan))
                : new Outcome(Result: null);
        }
        catch (JsonataException fault)
        {
            return new Outcome(null, fault.Code, fault.Message, Position: fault.Position, Token: fault.Token);
        }
        catch (Exception crash) when (crash is not OperationCanceledException)
        {
            // Whatever else an expression causes is a bug to be reported with the expression.
            return new Outcome(null, Crash, crash.ToString());
        }
    }

    /// <summary>Whether two engines agree: equal JSON with exact numbers, both undefined, or equal codes with the position and token that the reference tells.</summary>
    public static bool Agree(Outcome ours, Outcome reference)
    {
        if (ours.Code == Crash)
            return false;
        if (ours.Skip is not null || reference.Skip is not null || IsGuard(ours.Code) || IsGuard(reference.Code))
            return true;

        // A fault without a code is one of the reference itself, which says nothing about the language.
        if (reference.Code is { Length: 0 })
            return true;
        if (ours.Code is not null || reference.Code is not null)
            return ours.Code == reference.Code
                && (reference.Position is null || ours.Position == reference.Position)
                && (reference.Token is null || ours.Token == reference.Token);
        if (ours.Result is null || reference.Result is null)
            return ours.Result == reference.Result;
        return AreEqual(JsonNode.Parse(ours.Result), JsonNode.Parse(reference.Result));
    }

    public override string ToString() => Skip ?? (Code is null ? Result ?? "undefined" : $"{Code} at {Position?.ToString(CultureInfo.InvariantCulture) ?? "-"}, token {Token ?? "-"}: {Message}");

    private static bool IsGuard(string? code) => code is "D1011" or "D1012" or "D1014" or "D1015" or "D1016" or "D1017" or "D1018" or "D1019" or "D2014" or "D2015";

    private static bool AreEqual(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (null, null) => true,
        (JsonObject a, JsonObject b) => a.Count == b.Count && a.All(pair => b.TryGetPropertyValue(pair.Key, out var other) && AreEqual(pair.Value, other)),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => AreEqual(pair.First, pair.Second)),
        (JsonValue a, JsonValue b) when a.GetValueKind() == JsonValueKind.Number && b.GetValueKind() == JsonValueKind.Number => a.GetValue<double>() == b.GetValue<double>(),
        (JsonValue a, JsonValue b) => a.ToJsonString() == b.ToJsonString(),
        _ => false,
    };
}

/// <summary>One expression over one input.</summary>
internal sealed record DifferentialCase(ExpressionTree Expression, JsonNode? Input, bool Undefined)
{
    public override string ToString() => $"{Expression}\n  over {(Undefined ? "undefined" : Input?.ToJsonString() ?? "null")}";
}
