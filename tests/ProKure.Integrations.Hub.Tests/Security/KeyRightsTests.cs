using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Tests.Security;

public sealed class KeyRightsTests
{
    [Theory]
    [InlineData("admin", "", "keys:manage", "", true)]
    [InlineData("admin", "SAP", "invoke", "SAP", true)]
    [InlineData("admin", "SAP", "invoke", "", false)]
    [InlineData("admin", "SAP", "invoke", "SAP CRM", false)]
    [InlineData("keys:manage invoke", "", "invoke", "SAP", true)]
    [InlineData("keys:manage invoke", "", "logs:read", "", false)]
    [InlineData("keys:manage invoke", "", "admin", "", false)]
    public void Covers_OtherKey_OnlyWithNoMoreRights(string scopes, string systems, string otherScopes, string otherSystems, bool covers) =>
        Assert.Equal(covers, Key(scopes, systems).Covers(Key(otherScopes, otherSystems)));

    private static ApiKeyConfig Key(string scopes, string systems) => new()
    {
        Id = "K",
        Name = "K",
        SecretHash = "",
        Scopes = [.. scopes.Split(' ')],
        Systems = [.. systems.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
    };
}
