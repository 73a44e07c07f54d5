using System.Collections.Frozen;
using ProKure.Jsonata;

namespace ProKure.Integrations.Transformation;

/// <summary>JSONata as mappings use it: with the hub's own functions.</summary>
/// <remarks>
/// <c>$externalCode(set, internal)</c> and <c>$internalCode(set, external)</c> look a code up in the system's code mapping sets; a number is looked up by its text,
/// and nothing gives nothing.
/// </remarks>
public static class MappingLanguage
{
    /// <summary>The code of the fault that a mapping ends with when a code cannot be mapped.</summary>
    public const string MissingCode = "MISSING_CODE";

    /// <summary>The variables that the hub binds, each where it is known: <c>$context</c> in requests, <c>$status</c> and <c>$headers</c> in answers.</summary>
    public static readonly FrozenSet<string> Variables = FrozenSet.Create(StringComparer.Ordinal, "context", "status", "headers");

    private const string ExternalCode = "externalCode";
    private const string InternalCode = "internalCode";

    private static readonly JsonataOptions Options = new()
    {
        Functions =
        [
            JsonataFunction.Create(ExternalCode, "<s(sn)?:s>", (in arguments) => Map(arguments, static (codes, set, code) => codes.ToExternal(set, code))),
            JsonataFunction.Create(InternalCode, "<s(sn)?:s>", (in arguments) => Map(arguments, static (codes, set, code) => codes.ToInternal(set, code))),
        ],
    };

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="JsonataException">It is no JSONata; the fault says where.</exception>
    public static JsonataExpression Compile(string text) => JsonataExpression.Compile(text, Options);

    /// <summary>The code mapping sets that an expression names in its calls of the code functions, each with the place in the expression.</summary>
    public static IEnumerable<JsonataWrittenText> CodeMappingSetsIn(JsonataExpression expression) =>
        expression.FindWrittenArguments(ExternalCode, 0).Concat(expression.FindWrittenArguments(InternalCode, 0)).OrderBy(set => set.Position);

    /// <summary>What an evaluation over a payload of the system needs. May be shared by any number of evaluations.</summary>
    public static JsonataEvaluation EvaluationFor(CodeMappings codes, TimeProvider time) => new() { State = codes, TimeProvider = time };

    private static JsonataValue Map(in JsonataArguments arguments, Func<CodeMappings, string, string, string> map)
    {
        if (arguments.GetText(1) is not { } code)
            return JsonataValue.Undefined;
        if (arguments.State is not CodeMappings codes)
            throw new JsonataException(MissingCode, "No code mapping sets are at hand here: code functions need a system.");
        try
        {
            return JsonataValue.FromString(map(codes, arguments.GetString(0), code));
        }
        catch (MissingCodeException missing)
        {
            throw new JsonataException(MissingCode, missing.Message, innerException: missing);
        }
    }
}
