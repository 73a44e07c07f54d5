using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Security;

public sealed partial class RouteAccessTests(SapHubFixture sap)
{
    private static readonly string[] OpenToAll =
        ["/health/live", "/health/ready", "/openapi/v1.json", "/scalar/scalar.js", "/scalar/scalar.aspnetcore.js", "/scalar/favicon.svg", "/scalar/{documentName?}"];

    private List<RouteEndpoint> Routes =>
        [.. sap.Hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    [Fact]
    public void EveryRoute_SaysWhoMayUseIt()
    {
        Assert.NotEmpty(Routes);
        Assert.All(Routes, route => Assert.True(route.Metadata.GetMetadata<AccessRule>() is not null, route.DisplayName));
    }

    [Fact]
    public void RoutesWithoutKey_AreTheseAndNoOthers()
    {
        var open = Routes.Where(route => route.Metadata.GetMetadata<AccessRule>() == AccessRule.Open).Select(PathOf);

        Assert.Equal(OpenToAll.Order(StringComparer.Ordinal), open.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void ScopesOfRoutes_AreOnesThatKeysCanHave() =>
        Assert.All(Guarded(), route => Assert.Contains(route.Scope, Scopes.All, StringComparer.Ordinal));

    [Fact]
    public async Task EveryOtherRoute_WithoutKey_IsRefusedAndSaysHowToShowOne()
    {
        using var nobody = sap.Hub.ClientWith(null);

        foreach (var (method, path, _) in Guarded())
        {
            var answer = await nobody.SendAsync(method, path, Body(method));
            answer.AssertProblem(401, "missing-key");
            Assert.StartsWith("Bearer ", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task EveryOtherRoute_WithAllScopesButItsOwn_IsRefused()
    {
        var clients = new Dictionary<string, HubClient>(StringComparer.Ordinal);
        try
        {
            foreach (var (method, path, scope) in Guarded())
            {
                if (!clients.TryGetValue(scope, out var client))
                    clients[scope] = client = await sap.Hub.ClientWithAsync([.. Scopes.All.Where(other => other != scope && other != Scopes.Admin)]);
                var problem = (await client.SendAsync(method, path, Body(method))).AssertProblem(403, "missing-scope");
                Assert.Contains(scope, (string?)problem["detail"], StringComparison.Ordinal);
            }
        }
        finally
        {
            foreach (var client in clients.Values)
                client.Dispose();
        }
    }

    [Fact]
    public async Task EveryOtherRoute_WithItsOwnScopeOnly_LetsIn()
    {
        var clients = new Dictionary<string, HubClient>(StringComparer.Ordinal);
        try
        {
            foreach (var (method, path, scope) in Guarded())
            {
                if (!clients.TryGetValue(scope, out var client))
                    clients[scope] = client = await sap.Hub.ClientWithAsync([scope]);
                Assert.NotInRange((await client.SendAsync(method, path, Body(method))).Status, 401, 403);
            }
        }
        finally
        {
            foreach (var client in clients.Values)
                client.Dispose();
        }
    }

    private IEnumerable<(HttpMethod Method, string Path, string Scope)> Guarded() =>
        from route in Routes
        let scope = route.Metadata.GetMetadata<AccessRule>()!.Scope
        where scope is not null
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (new HttpMethod(method), Parameter().Replace(PathOf(route), "NOTHING_HERE"), scope);

    private static StringContent? Body(HttpMethod method) => method == HttpMethod.Get ? null : HubClient.Json("{}");

    private static string PathOf(RouteEndpoint route) => "/" + route.RoutePattern.RawText!.Trim('/');

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
