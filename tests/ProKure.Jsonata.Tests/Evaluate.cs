using System.Buffers;
using System.Text;

namespace ProKure.Jsonata.Tests;

/// <summary>Evaluation from text to text.</summary>
internal static class Evaluate
{
    public const string Undefined = "undefined";

    /// <summary>The result as JSON; <see cref="Undefined"/> where there is none; for a fault its code.</summary>
    public static string Text(string expression, string input = "", JsonataOptions? options = null, JsonataEvaluation? evaluation = null)
    {
        try
        {
            var output = new ArrayBufferWriter<byte>();
            var compiled = JsonataExpression.Compile(expression, options);
            return compiled.Evaluate(Encoding.UTF8.GetBytes(input), output, evaluation, TestContext.Current.CancellationToken)
                ? Encoding.UTF8.GetString(output.WrittenSpan)
                : Undefined;
        }
        catch (JsonataException fault)
        {
            return fault.Code;
        }
    }

    /// <summary>The fault of an expression that must have one.</summary>
    public static JsonataException Fault(string expression, string input = "", JsonataOptions? options = null, JsonataEvaluation? evaluation = null) =>
        Assert.Throws<JsonataException>(() =>
        {
            JsonataExpression.Compile(expression, options)
                .Evaluate(Encoding.UTF8.GetBytes(input), new ArrayBufferWriter<byte>(), evaluation, TestContext.Current.CancellationToken);
        });
}
