using ProKure.Integrations.Retry;
using ProKure.Integrations.Tests.Execution;

namespace ProKure.Integrations.Tests.Retry;

public sealed class LeaseTermTests(PipelineFixture fixture) : IClassFixture<PipelineFixture>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void For_AnEndpointWithAShortLimit_IsTheUsualLease() => Assert.Equal(Minute, LeaseTerm.For(Plan("SHORT"), Minute));

    [Fact]
    public void For_AnEndpointWhoseLimitIsLong_IsMoreThanOneAndAHalfTimesTheLimit()
    {
        var plan = Plan("CREATE_PO");

        var term = LeaseTerm.For(plan, TimeSpan.FromSeconds(2));

        Assert.True(plan.Timeout * 1.5 < term, $"{plan.Timeout} and {term}");
    }

    [Fact]
    public void For_NoEndpoint_IsTheUsualLease() => Assert.Equal(Minute, LeaseTerm.For(null, Minute));

    private ProKure.Integrations.Execution.EndpointPlan Plan(string code) => fixture.Snapshots.Current.FindSystem("SAP")!.FindEndpoint(code)!;
}
