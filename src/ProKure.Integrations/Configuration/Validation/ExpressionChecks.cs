using ProKure.Integrations.Transformation;
using ProKure.Jsonata;

namespace ProKure.Integrations.Configuration.Validation;

internal static class ExpressionChecks
{
    private const int MaxLength = 256 * 1024;

    public static void Check(RowFaults faults, string path, string expression)
    {
        if (string.IsNullOrWhiteSpace(expression))
            faults.Add(path, "Expected a JSONata expression, found nothing.");
        else if (expression.Length > MaxLength)
            faults.Add(path, $"Expected a JSONata expression of at most {MaxLength} characters, found {expression.Length}.");
        else
            Compile(faults, path, expression);
    }

    private static void Compile(RowFaults faults, string path, string expression)
    {
        try
        {
            MappingLanguage.Compile(expression);
        }
        catch (JsonataException fault)
        {
            faults.Add(path, $"Not JSONata: {fault.Message} ({fault.Code}).", fault.Position is { } end ? StartOfToken(expression, end, fault.Token) : null);
        }
    }

    // The engine counts as its reference does, to the end of the token; people look for its start.
    private static int StartOfToken(string expression, int end, string? token)
    {
        var start = end - (token?.Length ?? 0);
        return start >= 0 && end <= expression.Length && expression.AsSpan(start, end - start).SequenceEqual(token) ? start : Math.Min(end, expression.Length);
    }
}
