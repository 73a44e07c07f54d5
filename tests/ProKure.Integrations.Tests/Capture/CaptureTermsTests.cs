using System.Globalization;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Capture;

public sealed class CaptureTermsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 18, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(CaptureLevel.None, false, false, false)]
    [InlineData(CaptureLevel.Metadata, true, false, false)]
    [InlineData(CaptureLevel.Errors, true, true, false)]
    [InlineData(CaptureLevel.Full, true, true, true)]
    [InlineData(null, true, true, true)]
    public void Level_Decides(CaptureLevel? level, bool outlines, bool failures, bool bodies)
    {
        var terms = Terms(new CaptureConfig { Level = level });

        Assert.Equal((outlines, failures, bodies), (terms.KeepsOutlines, terms.KeepsBodiesOfFailures, terms.KeepsBodies));
    }

    [Fact]
    public void Sample_OfAShare_IsThatShareOfBusinessActsAndTheSameForEachAttempt()
    {
        var capture = new CaptureConfig { Level = CaptureLevel.Sampled, SampleShare = 0.3 };
        var ids = Enumerable.Range(0, 10_000).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList();

        var kept = ids.Where(id => Terms(capture, id).KeepsBodies).ToList();

        Assert.InRange(kept.Count, 2_800, 3_200);
        Assert.Equal(kept, ids.Where(id => Terms(capture, id).KeepsBodies), StringComparer.Ordinal);
        Assert.All(ids, id => Assert.True(Terms(capture, id).KeepsBodiesOfFailures));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1_000)]
    public void Sample_OfNothingOrAll_IsNothingOrAll(double share, int expected) =>
        Assert.Equal(expected, Enumerable.Range(0, 1_000).Count(i => Terms(new CaptureConfig { Level = CaptureLevel.Sampled, SampleShare = share }, $"id-{i}").KeepsBodies));

    [Fact]
    public void Trace_UntilItEnds_KeepsEverythingWithLongerBodies()
    {
        var capture = new CaptureConfig { Level = CaptureLevel.None, MaxRequestBytes = 2_000, StoreLongBodies = false };
        var trace = new TraceConfig(Now.AddMinutes(30), "anna", null);

        var traced = new CaptureTerms(capture, trace, "c", Now);
        var ended = new CaptureTerms(capture, trace, "c", Now.AddMinutes(30));

        Assert.Equal((true, true, CaptureTerms.TracedBodyBytes, trace), (traced.KeepsBodies, traced.KeepsLongBodies, traced.RequestLimit(1 << 20), traced.Trace));
        Assert.Equal((false, false, 2_000, null), (ended.KeepsOutlines, ended.KeepsLongBodies, ended.RequestLimit(1 << 20), ended.Trace));
    }

    [Fact]
    public void Limits_LargerThanTheHubs_AreTheHubs()
    {
        var terms = Terms(new CaptureConfig { MaxRequestBytes = 3_000, MaxResponseBytes = 2 << 20 });

        Assert.Equal((3_000, 1 << 20), (terms.RequestLimit(1 << 20), terms.ResponseLimit(1 << 20)));
    }

    [Fact]
    public void Over_EndpointSaysNothing_IsAsTheSystemSays()
    {
        var system = new CaptureConfig { Level = CaptureLevel.Sampled, SampleShare = 0.5, StoreLongBodies = false, StreamBytes = 5_000 };

        Assert.Equal(system, CaptureConfig.Standard.Over(system));
        Assert.Equal(
            new CaptureConfig { Level = CaptureLevel.Sampled, StoreLongBodies = false, StreamBytes = 6_000 },
            new CaptureConfig { Level = CaptureLevel.Sampled, StreamBytes = 6_000 }.Over(system));
    }

    private static CaptureTerms Terms(CaptureConfig capture, string correlationId = "c") => new(capture, null, correlationId, Now);
}
