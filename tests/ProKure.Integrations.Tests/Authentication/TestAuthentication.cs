using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Tests.Fleet;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Authentication;

/// <summary>What hubs share that prove who calls: master keys, tokens and leases.</summary>
internal sealed class TestAuthentication
{
    private readonly IMasterKeyProvider _keys = TestKeys.Of("K1");

    public TestAuthentication() => Vault = new CredentialVault(_keys);

    public CredentialVault Vault { get; }

    public InMemoryTokenStore Tokens { get; } = new();

    public InMemoryFleetStore Fleet { get; } = new(TimeProvider.System);

    public Authenticator Of(string instance, TimeProvider time) =>
        new(Vault, _keys, Tokens, Fleet, new HubInstance(instance), time, NullLogger<Authenticator>.Instance);
}
