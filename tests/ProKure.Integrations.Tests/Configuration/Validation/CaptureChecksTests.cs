using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration.Validation;

public sealed class CaptureChecksTests
{
    [Fact]
    public void Capture_OfEveryGoodForm_IsFine()
    {
        var capture = new CaptureConfig
        {
            Level = CaptureLevel.Sampled,
            SampleShare = 0,
            MaxRequestBytes = 1_024,
            MaxResponseBytes = 4 << 20,
            StoreLongBodies = false,
            StreamTime = TimeSpan.FromHours(1),
            StreamBytes = 1L << 40,
        };

        Assert.Empty(SampleRows.FaultsOf(SampleRows.Endpoint with { Capture = capture }));
        Assert.Empty(SampleRows.FaultsOf(SampleRows.System with { Capture = capture }));
        Assert.Empty(SampleRows.FaultsOf(
            SampleRows.Endpoint with { SuccessRule = null, ResponseTransform = null, ResponseFormat = new ResponseFormatConfig { Type = ResponseBodyType.Stored } }));
    }

    [Fact]
    public void Capture_WithFaults_AreAllReported()
    {
        var capture = new CaptureConfig
        {
            Level = (CaptureLevel)9,
            SampleShare = 1.5,
            MaxRequestBytes = 1_023,
            MaxResponseBytes = (4 << 20) + 1,
            StreamTime = TimeSpan.FromMilliseconds(99),
            StreamBytes = 1_023,
        };
        string[] expected =
        [
            "capture.level: Expected one of NONE, METADATA, ERRORS, SAMPLED, FULL, found '9'.",
            "capture.sample_share: Expected a share, 0 to 1, found 1.5.",
            "capture.max_request_bytes: Expected 1024 to 4194304 bytes, found 1023.",
            "capture.max_response_bytes: Expected 1024 to 4194304 bytes, found 4194305.",
            "capture.stream_time: Expected 100ms to 1h, found 99ms.",
            "capture.stream_bytes: Expected 1024 to 1099511627776 bytes, found 1023.",
        ];

        Assert.Equal(expected, SampleRows.FaultsOf(SampleRows.Endpoint with { Capture = capture }), StringComparer.Ordinal);
        Assert.Equal(expected, SampleRows.FaultsOf(SampleRows.System with { Capture = capture }), StringComparer.Ordinal);
    }

    [Fact]
    public void SampleShare_WithoutSampling_IsAFault() => Assert.Equal(
        ["capture.sample_share: Expected none, because level is FULL and not SAMPLED."],
        SampleRows.FaultsOf(SampleRows.Endpoint with { Capture = new CaptureConfig { Level = CaptureLevel.Full, SampleShare = 0.5 } }), StringComparer.Ordinal);

    [Fact]
    public void Stored_WithWhatReadsAnswers_IsAFault() => Assert.Equal(
        [
            "success_rule: Expected none, because response_format.type is STORED: the answer is stored and not read.",
            "response_format.charset: Expected none, because response_format.type is STORED: the answer is stored and not read.",
        ],
        SampleRows.FaultsOf(SampleRows.Endpoint with
        {
            SuccessRule = "true",
            ResponseFormat = new ResponseFormatConfig { Type = ResponseBodyType.Stored, Charset = "utf-8" },
        }),
        StringComparer.Ordinal);
}
