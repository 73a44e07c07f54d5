using System.Collections.Immutable;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Configuration.Validation;

public sealed class CredentialChecksTests
{
    private static readonly CredentialConfig Bearer = new() { Code = "C", Type = CredentialType.Bearer, Given = Secrets(("token", "abcdefgh")) };

    private static readonly Oauth2Config Oauth = new() { TokenUrl = new Uri("https://login.example.com/token"), ClientId = "hub" };

    public static TheoryData<CredentialType, BasicConfig?, ApiKeyPlacementConfig?, Oauth2Config?, string[]> Good => new()
    {
        { CredentialType.None, null, null, null, [] },
        { CredentialType.Basic, new BasicConfig { Username = "größe" }, null, null, ["password"] },
        { CredentialType.ApiKey, null, new ApiKeyPlacementConfig { Name = "X-API-Key" }, null, ["api_key"] },
        { CredentialType.ApiKey, null, new ApiKeyPlacementConfig { Name = "app id", In = ApiKeyPlace.Query }, null, ["api_key"] },
        { CredentialType.Bearer, null, null, null, ["token"] },
        { CredentialType.Oauth2ClientCredentials, null, null, Oauth, ["client_secret"] },
        { CredentialType.Oauth2ClientCredentials, null, null, Oauth with { ClientAuth = Oauth2ClientAuth.None }, [] },
        { CredentialType.Oauth2RefreshToken, null, null, Oauth, ["client_secret", "refresh_token"] },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Credential_WithWhatItsTypeNeeds_IsFine_AndNeedsEachSecret(
        CredentialType type, BasicConfig? basic, ApiKeyPlacementConfig? apiKey, Oauth2Config? oauth, string[] secrets)
    {
        var credential = new CredentialConfig
        {
            Code = "C",
            Type = type,
            Basic = basic,
            ApiKey = apiKey,
            Oauth2 = oauth,
            Given = Secrets([.. secrets.Select(name => (name, "abcdefgh"))]),
        };

        Assert.Empty(SampleRows.FaultsOf(credential));
        Assert.All(secrets, name => Assert.Equal(
            [$"secrets.{name}: The secret '{name}' is missing, which the type {WireName.Of(type)} needs."],
            SampleRows.FaultsOf(credential with { Given = credential.Given.Remove(name) })));
    }

    [Fact]
    public void Settings_OfAnotherType_AreFaults() =>
        Assert.Equal(
            ["basic: The settings 'basic' do not belong to the type BEARER.", "oauth2: The settings 'oauth2' do not belong to the type BEARER."],
            SampleRows.FaultsOf(Bearer with { Basic = new BasicConfig { Username = "u" }, Oauth2 = Oauth }));

    [Fact]
    public void Settings_ThatAreMissing_AreAFault() =>
        Assert.Equal(["api_key: The type API_KEY needs the settings 'api_key'."], SampleRows.FaultsOf(new CredentialConfig { Code = "C", Type = CredentialType.ApiKey, Given = Secrets(("api_key", "abcdefgh")) }));

    [Theory]
    [InlineData("token", "two words", "secrets.token: Expected printable ASCII without spaces.")]
    [InlineData("pasword", "x-secret-x", "secrets.pasword: The type BEARER has no secret 'pasword' as it is configured. Known: token, certificate, certificate_key, pfx, certificate_password.")]
    [InlineData("certificate", "x-secret-x", "secrets.certificate: The certificate cannot be read: Expected a certificate in PEM form, found none.")]
    [InlineData("pfx", "x-secret-x", "secrets.pfx: The certificate cannot be read: Expected a PFX in base64.")]
    public void Secret_ThatCannotBe_IsAFaultWithoutTheSecret(string name, string secret, string fault)
    {
        var faults = SampleRows.FaultsOf(Bearer with { Given = Bearer.Given.SetItem(name, new SecretText(secret)) });

        Assert.Equal([fault], faults);
        Assert.DoesNotContain(secret, faults[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://login.example.com/token", "Expected https: the client's secret and the token would travel in clear text. Only on loopback may it be http.")]
    [InlineData("/token", "Expected an absolute https URL, such as https://login.example.com/oauth2/token, found '/token'.")]
    [InlineData("https://a:b@login.example.com/token", "Expected no user name or password in the URL. Credentials belong to the system's encrypted credential, not into configuration, which is kept and shown in plain text.")]
    public void TokenUrl_ThatCannotBeUsed_IsAFault(string url, string message) =>
        Assert.Equal(
            [$"oauth2.token_url: {message}"],
            SampleRows.FaultsOf(new CredentialConfig
            {
                Code = "C",
                Type = CredentialType.Oauth2ClientCredentials,
                Oauth2 = Oauth with { TokenUrl = new Uri(url, UriKind.RelativeOrAbsolute) },
                Given = Secrets(("client_secret", "abcdefgh")),
            }));

    [Fact]
    public void Hmac_WithoutSignatureOrWithUnknownPlaceholder_IsAFault()
    {
        var hmac = new HmacConfig { CanonicalString = "{method}{paht}{signature}", Headers = SampleRows.Map(("Host", "{timestamp}")) };

        var faults = SampleRows.FaultsOf(new CredentialConfig { Code = "C", Type = CredentialType.Hmac, Hmac = hmac, Given = Secrets(("hmac_key", "abcdefgh")) });

        Assert.Equal(
            [
                "hmac.canonical_string: Unknown placeholder {paht}. Known: method, host, path, query, url, body, body_sha256, body_sha256_base64, body_md5_base64, timestamp, timestamp_ms, date, iso_date, nonce, key_id, signature, header:NAME.",
                "hmac.headers: Expected a header with {signature} in its text, found none.",
                "hmac.headers.Host: The header 'Host' cannot carry a credential: it comes from base_url.",
            ],
            faults);
    }

    [Fact]
    public void Aws_WithoutRegion_IsAFault() =>
        Assert.Equal(
            ["hmac.region: Expected the region that AWS_SIGV4 signs with, found nothing."],
            SampleRows.FaultsOf(new CredentialConfig
            {
                Code = "C",
                Type = CredentialType.Hmac,
                Hmac = new HmacConfig { Preset = HmacPreset.AwsSigv4, KeyId = "AKID", Service = "s3" },
                Given = Secrets(("hmac_key", "abcdefgh")),
            }));

    [Fact]
    public void Use_ByAnotherSystemThanItsOwn_IsAFaultOnEitherSide()
    {
        var credential = Bearer with { System = "SAP" };
        var other = SampleRows.System with { Code = "ORACLE", Credential = "C" };

        var faults = ConfigurationValidator.Validate(HubConfiguration.Empty, [SampleRows.Organization, SampleRows.System, credential, other]);

        Assert.Equal(
            [
                "CREDENTIAL C system: SYSTEM ORACLE uses the credential, which would be for system 'SAP' alone.",
                "SYSTEM ORACLE credential: The credential 'C' may only be used by system 'SAP'.",
            ],
            faults.Select(fault => $"{fault.Key} {fault.Path}: {fault.Message}"),
            StringComparer.Ordinal);
    }

    [Fact]
    public void Use_OfCredentialThatDoesNotExist_IsAFault() =>
        Assert.Equal(["credential: There is no credential 'C'."], SampleRows.FaultsOf(SampleRows.Endpoint with { Credential = "C" }));

    [Fact]
    public void Secret_ThatStandsSealed_NeedNotBeGivenAgain()
    {
        var standing = TestKeys.Vault().Seal(Bearer, null);
        var current = new HubConfiguration { Credentials = [SampleRows.Stored(standing)] };

        Assert.Empty(ConfigurationValidator.Validate(current, [Bearer with { Name = "New name", Given = Secrets() }]));
        Assert.Equal(
            "secrets.token",
            Assert.Single(ConfigurationValidator.Validate(current, [Bearer with { Given = Secrets(("token", "")) }])).Path);
    }

    private static ImmutableSortedDictionary<string, SecretText> Secrets(params (string Name, string Secret)[] secrets) =>
        secrets.ToImmutableSortedDictionary(secret => secret.Name, secret => new SecretText(secret.Secret), StringComparer.Ordinal);
}
