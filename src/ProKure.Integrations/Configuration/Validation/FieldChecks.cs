using System.Globalization;

namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Checks of single fields that several kinds of rows have.</summary>
internal static class FieldChecks
{
    public const int MaxNameLength = 200;
    public const int MaxDescriptionLength = 2_000;

    public static void Code(RowFaults faults, string path, string? value)
    {
        if (!ConfigurationCode.IsValid(value))
            faults.Add(path, $"Expected a code ({ConfigurationCode.Form}), found {Shown.Value(value)}.");
    }

    public static void Name(RowFaults faults, string path, string? value) => Line(faults, path, value, "a name", MaxNameLength);

    /// <summary>Text on one line that is not empty.</summary>
    public static void Line(RowFaults faults, string path, string? value, string expected, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(value))
            faults.Add(path, $"Expected {expected}, found {Shown.Value(value)}.");
        else if (value.Length > maxLength)
            faults.Add(path, $"Expected {expected} of at most {maxLength} characters, found {value.Length}.");
        else if (value.AsSpan().ContainsAnyInRange('\0', '\u001f') || value.Contains('\u007f', StringComparison.Ordinal))
            faults.Add(path, $"Expected {expected} without control characters, found {Shown.Value(value)}.");
    }

    public static void Description(RowFaults faults, string path, string? value)
    {
        if (value?.Length > MaxDescriptionLength)
            faults.Add(path, $"Expected at most {MaxDescriptionLength} characters, found {value.Length}.");
    }

    public static void Range(RowFaults faults, string path, TimeSpan value, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max)
            faults.Add(path, $"Expected {Duration.Format(min)} to {Duration.Format(max)}, found {ShownDuration(value)}.");
        else if (!Duration.IsExpressible(value))
            faults.Add(path, $"Expected whole milliseconds, found {ShownDuration(value)}.");
    }

    public static void Range(RowFaults faults, string path, int value, int min, int max, string unit)
    {
        if (value < min || value > max)
            faults.Add(path, $"Expected {min} to {max} {unit}, found {value}.");
    }

    public static void Member<T>(RowFaults faults, string path, T value) where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            faults.Add(path, $"Expected one of {WireName.All<T>()}, found '{value}'.");
    }

    public static string ShownDuration(TimeSpan value) =>
        Duration.IsExpressible(value) ? Duration.Format(value) : string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds}ms");
}
