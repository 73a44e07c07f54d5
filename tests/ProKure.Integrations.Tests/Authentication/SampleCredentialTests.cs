using System.Text;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Files;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Tests.Configuration;
using ProKure.Integrations.Tests.Configuration.Files;
using ProKure.Integrations.Tests.Execution;
using ProKure.Samples.Sap.Logins;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Authentication;

/// <summary>The sample with OAuth 2.0 at work, and every other way to say who calls, against the simulated SAP.</summary>
public sealed class SampleCredentialTests : IAsyncLifetime
{
    private static readonly CredentialVault Vault = TestKeys.Vault();

    private readonly PipelineFixture _fixture = new();

    public static TheoryData<string, CredentialConfig, string> Ways => new()
    {
        { "basic", new CredentialConfig { Code = "C", Type = CredentialType.Basic, Basic = new BasicConfig { Username = SimulatedLogins.User } }, $"password={SimulatedLogins.Password}" },
        { "bearer", new CredentialConfig { Code = "C", Type = CredentialType.Bearer }, $"token={SimulatedLogins.Token}" },
        { "api-key", new CredentialConfig { Code = "C", Type = CredentialType.ApiKey, ApiKey = new ApiKeyPlacementConfig { Name = "X-Sap-Key" } }, $"api_key={SimulatedLogins.ApiKey}" },
        { "api-key", new CredentialConfig { Code = "C", Type = CredentialType.ApiKey, ApiKey = new ApiKeyPlacementConfig { In = ApiKeyPlace.Query, Name = "sap-key" } }, $"api_key={SimulatedLogins.ApiKey}" },
        {
            "hmac",
            new CredentialConfig
            {
                Code = "C",
                Type = CredentialType.Hmac,
                Hmac = new HmacConfig
                {
                    CanonicalString = @"{method}\n{path}\n{header:X-Timestamp}\n{body_sha256}",
                    Headers = SampleRows.Map(("X-Timestamp", "{timestamp}"), ("X-Signature", "{signature}")),
                },
            },
            $"hmac_key={SimulatedLogins.HmacKey}"
        },
        {
            "oauth2",
            new CredentialConfig { Code = "C", Type = CredentialType.Oauth2RefreshToken, Oauth2 = Oauth(Oauth2ClientAuth.SecretBody) },
            $"client_secret={SimulatedLogins.ClientSecret};refresh_token={SimulatedLogins.RefreshToken}"
        },
    };

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Call_ByEachWay_IsTaken_AndShowsNoSecret(string way, CredentialConfig credential, string secrets)
    {
        await _fixture.UseAsync(Configuration(way, credential, secrets));

        var result = await _fixture.Pipeline.RunAsync(PipelineFixture.Invocation("CREATE", PipelineFixture.Order("MAT-SECRET")), TestContext.Current.CancellationToken);

        Assert.Equal((LogStatus.Success, 201), (result.Status, result.ResponseStatus));
        AssertNoSecret(result);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Call_WithAnotherSecret_IsRefused(string way, CredentialConfig credential, string secrets)
    {
        await _fixture.UseAsync(Configuration(way, credential, string.Join(';', secrets.Split(';').Select(secret => $"{secret.Split('=')[0]}=wrong-secret"))));

        var result = await _fixture.Pipeline.RunAsync(PipelineFixture.Invocation("CREATE", PipelineFixture.Order("MAT-1001")), TestContext.Current.CancellationToken);

        Assert.Equal(LogStatus.Failed, result.Status);
        Assert.Equal(way == "oauth2" ? ErrorType.Authentication : ErrorType.HttpStatus, result.Failure!.Type);
        Assert.Equal(0, _fixture.Sap.PurchaseOrders.Counts.Created);
        AssertNoSecret(result);
    }

    [Fact]
    public async Task Sample_FromItsFile_AsksOnceAndCreates_AlsoAfterTheTokenWasVoid()
    {
        var store = new InMemoryConfigurationStore();
        var applied = await ApplyAsync(store);
        Assert.True(applied.IsApplied, string.Join('\n', applied.Plan.Faults));
        await _fixture.UseAsync(await store.LoadAsync(TestContext.Current.CancellationToken));

        var first = await RunSampleAsync("PO-1");
        _fixture.Sap.Tokens.VoidAll();
        var second = await RunSampleAsync("PO-2");

        Assert.True(first.Status == LogStatus.Success, first.Failure?.Message);
        Assert.Equal(LogStatus.Success, second.Status);
        Assert.Equal((2, 2L), (_fixture.Sap.Tokens.Given, _fixture.Sap.PurchaseOrders.Counts.Created));
        AssertNoSecret(second);
    }

    [Fact]
    public async Task Sample_AppliedAgain_ChangesNothing_AndWithAnotherSecretOneRow()
    {
        var store = new InMemoryConfigurationStore();
        await ApplyAsync(store);

        Assert.Empty((await ApplyAsync(store)).Plan.Changes);
        Assert.Equal("SAP_OAUTH", Assert.Single((await ApplyAsync(store, "another-secret")).Plan.Changes).Row.Key.Code);
    }

    [Fact]
    public async Task Sample_Exported_HoldsNoSecret_AndKeepsItWhenApplied()
    {
        var store = new InMemoryConfigurationStore();
        await ApplyAsync(store);
        var before = await store.LoadAsync(TestContext.Current.CancellationToken);

        var files = ConfigurationExport.All(before);
        Assert.DoesNotContain(SimulatedLogins.ClientSecret, string.Join('\n', files.Select(file => file.Text)), StringComparison.Ordinal);
        var applied = await ConfigurationApply.ApplyAsync(store, ConfigurationFolder.Read(files, _ => null), Vault, "test", TestContext.Current.CancellationToken);

        Assert.Empty(applied.Plan.Faults);
        Assert.Empty(applied.Plan.Changes);
    }

    [Theory]
    [InlineData("written-into-the-file", "Expected one placeholder without default, as ${SAP_SECRET}, found other text. Secrets are not written into files.")]
    [InlineData("${A:-written-into-the-file}", "Expected one placeholder without default, as ${SAP_SECRET}, found other text. Secrets are not written into files.")]
    [InlineData("${NOT_SET}", "The environment variable NOT_SET is not set.")]
    public void File_WithASecretInIt_IsRefusedWithoutTheSecret(string secret, string message)
    {
        var faults = Reading.FaultsOf($$"""
            credentials:
              C:
                type: BEARER
                secrets:
                  token: {{secret}}
            """);

        Assert.Contains(faults, fault => fault.Contains(message, StringComparison.Ordinal));
        Assert.DoesNotContain("written-into-the-file", string.Join('\n', faults), StringComparison.Ordinal);
    }

    private static Oauth2Config Oauth(Oauth2ClientAuth auth) => new() { TokenUrl = new Uri("http://127.0.0.1/oauth2/token"), ClientId = SimulatedLogins.ClientId, ClientAuth = auth };

    private HubConfiguration Configuration(string way, CredentialConfig credential, string secrets)
    {
        var configuration = PipelineFixture.Configuration(_fixture.Sap.BaseUrl);
        var create = configuration.Endpoints.First(e => e.Row.Code == "CREATE_PO").Row;
        var given = credential with
        {
            Oauth2 = credential.Oauth2 is { } oauth ? oauth with { TokenUrl = new Uri(_fixture.Sap.BaseUrl, "/oauth2/token") } : null,
            Given = credential.Given.AddRange(secrets.Split(';').Select(secret => KeyValuePair.Create(secret.Split('=')[0], new SecretText(secret.Split('=')[1])))),
        };
        return configuration with
        {
            Credentials = [PipelineFixture.Stored(Vault.Seal(given, null))],
            Endpoints = [PipelineFixture.Stored(create with { Code = "CREATE", Path = $"/sap/opu/odata/secure/{way}/purchase-orders", Credential = "C" })],
        };
    }

    private Task<ConfigurationApplyResult> ApplyAsync(InMemoryConfigurationStore store, string secret = SimulatedLogins.ClientSecret)
    {
        var url = _fixture.Sap.BaseUrl.GetLeftPart(UriPartial.Authority);
        var files = ConfigurationFolder.Read(Path.Combine(SampleFolder.Root, "samples", "oauth2"), name => name switch { "PROKURE_SAP_URL" => url, "SAP_OAUTH_SECRET" => secret, _ => null });
        return ConfigurationApply.ApplyAsync(store, files, Vault, "test", TestContext.Current.CancellationToken);
    }

    private Task<InvocationResult> RunSampleAsync(string reference) => _fixture.Pipeline.RunAsync(
        PipelineFixture.Invocation("CREATE_PO", PipelineFixture.Order("MAT-1001", reference), "SAP_OAUTH2"), TestContext.Current.CancellationToken);

    private void AssertNoSecret(InvocationResult result)
    {
        var tokens = _fixture.Sap.Requests.Recent(10).SelectMany(request => request.Headers.Values).Where(value => value.StartsWith("Bearer ", StringComparison.Ordinal)).Select(value => value[7..]);
        string[] secrets = [.. SimulatedLogins.Secrets, .. tokens, "wrong-secret", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{SimulatedLogins.User}:{SimulatedLogins.Password}"))];
        var written = string.Join('\n', _fixture.Log.Documents.SelectMany(Written).Append(result.Failure?.Message).Append(Encoding.UTF8.GetString(result.Response.Span)));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, written, StringComparison.Ordinal));
    }

    private static IEnumerable<string?> Written(LogDocument document) =>
    [
        document.Entry.ToString(),
        document.Entry.Error?.ToString(),
        .. new[] { document.Request, document.Response }.OfType<CapturedPayload>().SelectMany(payload =>
            payload.Headers.Select(header => $"{header.Name}: {header.Value}").Append(Encoding.UTF8.GetString(payload.Body.Span))),
    ];
}
