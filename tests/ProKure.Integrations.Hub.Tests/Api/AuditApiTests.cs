using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Auditing;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class AuditApiTests(SapHubFixture sap)
{
    [Fact]
    public async Task Audit_GivesEntriesAsTheyWereAdded_NewestFirstPageByPage()
    {
        var trail = sap.Hub.Services.GetRequiredService<IAuditTrail>();
        var subject = $"SUPPLIER:{Guid.CreateVersion7()}";
        var begin = AuditEntry.New(TimeProvider.System, "Anna (K1)", "test.begun", subject, """{"count":3}""");
        await trail.AddAsync(begin, TestContext.Current.CancellationToken);
        var end = new AuditEntry { Id = Guid.CreateVersion7(begin.At.AddSeconds(1)), At = begin.At.AddSeconds(1), Actor = AuditEntry.Hub, Action = "test.ended", Subject = subject };
        await trail.AddAsync(end, TestContext.Current.CancellationToken);
        using var auditor = await sap.Hub.ClientWithAsync(["audit:read"]);

        var first = (await auditor.GetAsync($"/api/v1/audit?subject={subject}&limit=1")).AssertStatus(200);
        var second = (await auditor.GetAsync($"/api/v1/audit?subject={subject}&limit=1&cursor={(string?)first["next_cursor"]}")).AssertStatus(200);

        var ended = Assert.Single(first["items"]!.AsArray())!;
        Assert.Equal(("hub", "test.ended", subject, null), ((string?)ended["actor"], (string?)ended["action"], (string?)ended["subject"], ended["detail"]));
        var begun = Assert.Single(second["items"]!.AsArray())!;
        Assert.Equal(("Anna (K1)", "test.begun"), ((string?)begun["actor"], (string?)begun["action"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"count":3}"""), begun["detail"]));
        Assert.EndsWith("Z", (string?)begun["at"], StringComparison.Ordinal);
        Assert.Null(second["next_cursor"]);
        Assert.Single((await auditor.GetAsync($"/api/v1/audit?subject={subject}&action=test.begun")).AssertStatus(200)["items"]!.AsArray());
    }

    [Theory]
    [InlineData("limit=0", "a whole number from 1 to 1000")]
    [InlineData("cursor=x", "the next_cursor of the page before")]
    [InlineData("from=yesterday", "ISO 8601")]
    [InlineData("entity=1", "one of actor, action")]
    public async Task Audit_WithAWrongParameter_SaysWhatWasExpected(string query, string expected)
    {
        var problem = (await sap.Hub.Admin.GetAsync($"/api/v1/audit?{query}")).AssertProblem(400, "invalid-parameter");

        Assert.Contains(expected, (string?)problem["detail"], StringComparison.Ordinal);
    }
}
