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
    }
}
