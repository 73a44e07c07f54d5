using System.Globalization;
using ProKure.Integrations.Configuration.Files.Yaml;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>How much is stored, as files hold it: of a system, and of an endpoint.</summary>
internal static class CaptureSection
{
    private const string Key = "capture";

    public static CaptureConfig Read(YamlSection row)
    {
        if (row.Section(Key) is not { } section)
            return CaptureConfig.Standard;
        var capture = new CaptureConfig
        {
            Level = section.Member<CaptureLevel>("level"),
            SampleShare = section.Number("sample_share"),
            MaxRequestBytes = section.Integer("max_request_bytes"),
            MaxResponseBytes = section.Integer("max_response_bytes"),
            StoreLongBodies = section.Boolean("store_long_bodies"),
            StreamTime = section.Duration("stream_time"),
            StreamBytes = section.LongInteger("stream_bytes"),
        };
        section.ReportUnknownKeys();
        foreach (var (name, place) in section.Values)
            row.Values[$"{Key}.{name}"] = place;
        return capture;
    }

    public static void Write(YamlWriter yaml, CaptureConfig capture)
    {
        if (capture == CaptureConfig.Standard)
            return;
        yaml.Map(Key, () =>
        {
            foreach (var (key, text) in Values(capture))
            {
                if (text is not null)
                    yaml.Plain(key, text);
            }
        });
    }

    private static (string Key, string? Text)[] Values(CaptureConfig capture) =>
    [
        ("level", capture.Level is { } level ? WireName.Of(level) : null),
        ("sample_share", capture.SampleShare?.ToString("R", CultureInfo.InvariantCulture)),
        ("max_request_bytes", capture.MaxRequestBytes?.ToString(CultureInfo.InvariantCulture)),
        ("max_response_bytes", capture.MaxResponseBytes?.ToString(CultureInfo.InvariantCulture)),
        ("store_long_bodies", capture.StoreLongBodies is { } stores ? (stores ? "true" : "false") : null),
        ("stream_time", capture.StreamTime is { } time ? Duration.Format(time) : null),
        ("stream_bytes", capture.StreamBytes?.ToString(CultureInfo.InvariantCulture)),
    ];
}
