using System.Globalization;
using ProKure.Integrations.Capture;

namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Checks of how much is stored.</summary>
internal static class CaptureChecks
{
    private const int LargestInline = 4 << 20;
    private const long LargestStream = 1L << 40;
    private const int MaxReasonLength = 500;
    private static readonly TimeSpan ShortestStream = TimeSpan.FromMilliseconds(100);

    public static void Check(RowFaults faults, string path, CaptureConfig capture)
    {
        if (capture.Level is { } level)
            FieldChecks.Member(faults, $"{path}.level", level);
        if (capture.SampleShare is { } share && share is not (>= 0 and <= 1))
            faults.Add($"{path}.sample_share", string.Create(CultureInfo.InvariantCulture, $"Expected a share, 0 to 1, found {share}."));
        else if (capture is { SampleShare: not null, Level: not CaptureLevel.Sampled })
            faults.Add($"{path}.sample_share", $"Expected none, because level is {(capture.Level is { } other && Enum.IsDefined(other) ? WireName.Of(other) : "not said")} and not SAMPLED.");
        CheckInline(faults, $"{path}.max_request_bytes", capture.MaxRequestBytes);
        CheckInline(faults, $"{path}.max_response_bytes", capture.MaxResponseBytes);
        if (capture.StreamTime is { } time)
            FieldChecks.Range(faults, $"{path}.stream_time", time, ShortestStream, SystemChecks.LongestTimeout);
        if (capture.StreamBytes is { } bytes and (< JsonHead.SmallestBody or > LargestStream))
            faults.Add($"{path}.stream_bytes", $"Expected {JsonHead.SmallestBody} to {LargestStream} bytes, found {bytes}.");
    }

    public static void Check(RowFaults faults, string path, TraceConfig trace)
    {
        if (trace.Reason is { } reason)
            FieldChecks.Line(faults, $"{path}.reason", reason, "a reason", MaxReasonLength);
    }

    private static void CheckInline(RowFaults faults, string path, int? bytes)
    {
        if (bytes is { } found)
            FieldChecks.Range(faults, path, found, JsonHead.SmallestBody, LargestInline, "bytes");
    }
}
