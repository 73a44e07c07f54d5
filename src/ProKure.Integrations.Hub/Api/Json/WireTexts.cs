using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ProKure.Integrations.Hub.Api.Json;

/// <summary>Members of enums, as <c>HTTP_STATUS</c>.</summary>
internal sealed class WireNameConverter<T> : WireTextConverter<T> where T : struct, Enum
{
    private static readonly string[] Names = [.. Enum.GetValues<T>().Select(WireName.Of)];

    public override string Form { get; } = $"one of {string.Join(", ", Names)}";

    public override IReadOnlyList<string> Members => Names;

    protected override bool TryParse(string text, out T value) => WireName.TryParse(text, out value);

    protected override string Format(T value) => WireName.Of(value);
}

/// <summary>Durations, as <c>5s</c>.</summary>
internal sealed class DurationConverter : WireTextConverter<TimeSpan>
{
    public override string Form => Duration.Form;

    protected override bool TryParse(string text, out TimeSpan value) => Duration.TryParse(text, out value);

    protected override string Format(TimeSpan value) => Duration.Format(value);
}

/// <summary>Instants, as <c>2026-03-01T09:30:00.000Z</c>; another offset than Z is read as well.</summary>
internal sealed class UtcTimeConverter : WireTextConverter<DateTimeOffset>
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    public override string Form => FormText;

    public const string FormText = "a time in ISO 8601 such as 2026-03-01T09:30:00Z (a '+' in a URL is written %2B)";

    /// <summary>Reads a time. One without an offset is UTC.</summary>
    public static bool TryRead(string text, out DateTimeOffset value)
    {
        var isTime = DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value);
        value = isTime ? value.TruncateToMilliseconds() : default;
        return isTime;
    }

    public static string Write(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    protected override bool TryParse(string text, out DateTimeOffset value) => TryRead(text, out value);

    protected override string Format(DateTimeOffset value) => Write(value);
}

/// <summary>URLs, as written. Whether one will do is for the configuration's rules to say.</summary>
internal sealed class UrlConverter : WireTextConverter<Uri>
{
    public override string Form => "a URL";

    protected override bool TryParse(string text, [NotNullWhen(true)] out Uri? value) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out value);

    protected override string Format(Uri value) => value.OriginalString;
}
