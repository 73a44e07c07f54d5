using System.Buffers;
using System.Text.RegularExpressions;
using ProKure.Jsonata;

namespace ProKure.Integrations.Transformation;

/// <summary>
/// A compiled mapping. It may be written bare, or in the form <c>{ "request_transform": { … } }</c> (or <c>response_transform</c>), in which the mapping is the
/// value of that one key.
/// </summary>
public sealed partial class PayloadTransform
{
    private readonly JsonataExpression _expression;

    private PayloadTransform(JsonataExpression expression) => _expression = expression;

    /// <summary>Compiles a mapping.</summary>
    /// <exception cref="JsonataException">It is no JSONata; the fault says where.</exception>
    public static PayloadTransform Compile(string text) => new(Unwrap(text) ?? MappingLanguage.Compile(text));

    /// <summary>Evaluates the mapping. Writes the whole result or nothing.</summary>
    /// <returns>False when the mapping gives nothing.</returns>
    /// <exception cref="JsonataException">The payload is no JSON, the mapping failed, a code is missing, or a limit was exceeded.</exception>
    public bool TryApply(ReadOnlySpan<byte> payload, IBufferWriter<byte> output, JsonataEvaluation evaluation, CancellationToken cancellationToken) =>
        _expression.Evaluate(payload, output, evaluation, cancellationToken);

    // The key's value is the mapping only if it is an expression of its own, not the first of several pairs. Blanks stand for what was before it, so that
    // the positions of faults are those in the text as written.
    private static JsonataExpression? Unwrap(string text)
    {
        if (Wrapped().Match(text) is not { Success: true } match)
            return null;
        try
        {
            var mapping = match.Groups["mapping"];
            return MappingLanguage.Compile(new string(' ', mapping.Index) + mapping.Value);
        }
        catch (JsonataException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        """\A\s*\{\s*(?<quote>["'])(?:request_transform|response_transform)\k<quote>\s*:(?<mapping>.*)\}\s*\z""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wrapped();
}
