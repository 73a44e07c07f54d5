using System.Globalization;

namespace ProKure.Integrations.Archives;

/// <summary>What is archived together: the documents of one retention class and one system that began on one UTC day.</summary>
/// <param name="RetentionClass">The class's code.</param>
/// <param name="SystemCode">The system's code.</param>
/// <param name="Day">The day, UTC.</param>
public sealed record ArchiveUnit(string RetentionClass, string SystemCode, DateOnly Day)
{
    /// <summary>When the day begins.</summary>
    public DateTimeOffset From => new(Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>When the next day begins.</summary>
    public DateTimeOffset To => From.AddDays(1);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RetentionClass} {SystemCode} {Day:yyyy-MM-dd}");
}
