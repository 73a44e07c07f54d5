using ProKure.Integrations.Transformation;
using ProKure.Jsonata;

namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Checks the JSONata of one system's row: that it compiles, and that the variables, functions and code mapping sets it names exist.</summary>
internal sealed class ExpressionChecks(RowFaults faults, KnownRows known, string systemCode)
{
    private const int MaxLength = 256 * 1024;

    public void Check(string path, string expression)
    {
        if (string.IsNullOrWhiteSpace(expression))
            faults.Add(path, "Expected a JSONata expression, found nothing.");
        else if (expression.Length > MaxLength)
            faults.Add(path, $"Expected a JSONata expression of at most {MaxLength} characters, found {expression.Length}.");
        else if (Compile(path, expression) is { } compiled)
        {
            CheckNames(path, compiled);
            CheckCodeMappingSets(path, compiled);
        }
    }

    private JsonataExpression? Compile(string path, string expression)
    {
        try
        {
            return MappingLanguage.Compile(expression);
        }
        catch (JsonataException fault)
        {
            int? position = fault.Position is { } end ? StartOf(fault.Token ?? "", expression, end) : null;
            faults.Add(path, $"Not JSONata: {fault.Message} ({fault.Code}).", position);
            return null;
        }
    }

    // JSONata takes a name that it does not know for nothing: a mistyped one would leave out what it should have given.
    private void CheckNames(string path, JsonataExpression expression)
    {
        foreach (var (name, position) in expression.FindFreeNames())
        {
            if (MappingLanguage.Variables.Contains(name))
                continue;
            var suggestion = Suggestion.For($"${name}", expression.FindKnownNames().Concat(MappingLanguage.Variables).Select(known => $"${known}"));
            faults.Add(path, $"There is no variable or function '${name}'.{suggestion}", StartOf($"${name}", expression.Text, position));
        }
    }

    private void CheckCodeMappingSets(string path, JsonataExpression expression)
    {
        foreach (var (set, position) in MappingLanguage.CodeMappingSetsIn(expression))
        {
            var closingQuote = Math.Max(0, position - 1);
            known.Require(
                faults, path, new ConfigurationKey(ConfigurationKind.CodeMappingSet, systemCode, set), StartOf(set, expression.Text, closingQuote));
        }
    }

    // The engine counts as its reference does, to the end of a token; people look for its start.
    private static int StartOf(string token, string expression, int end)
    {
        var start = end - token.Length;
        return start >= 0 && end <= expression.Length && expression.AsSpan(start, token.Length).SequenceEqual(token)
            ? start
            : Math.Min(end, expression.Length);
    }
}
