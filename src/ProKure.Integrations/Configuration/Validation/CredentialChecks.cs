namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Checks of credentials: each type has its own settings and secrets.</summary>
internal static class CredentialChecks
{
    private const int MaxSettingLength = 2_000;

    public static void Check(CredentialConfig credential, RowFaults faults, KnownRows known)
    {
        FieldChecks.Code(faults, "code", credential.Code);
        if (credential.Name is not null)
            FieldChecks.Name(faults, "name", credential.Name);
        if (credential.System is { } system)
            CheckOwner(credential, system, faults, known);
        FieldChecks.Member(faults, "type", credential.Type);
        if (credential.ProbePath is { } probe)
            PathChecks.CheckFixed(faults, "probe_path", probe);

        CheckSection(faults, credential, "basic", credential.Basic, credential.Type is CredentialType.Basic, CheckBasic);
        CheckSection(faults, credential, "api_key", credential.ApiKey, credential.Type is CredentialType.ApiKey, CheckApiKey);
        CheckSection(
            faults, credential, "oauth2", credential.Oauth2, credential.Type is CredentialType.Oauth2ClientCredentials or CredentialType.Oauth2RefreshToken, CheckOauth2);
        CheckSection(faults, credential, "hmac", credential.Hmac, credential.Type is CredentialType.Hmac, HmacChecks.Check);
        SecretChecks.Check(credential, known.Standing(credential.Key) as CredentialConfig, faults);
    }

    /// <summary>Checks that a system, or an endpoint of it, may use the credential.</summary>
    public static void CheckUse(RowFaults faults, KnownRows known, string systemCode, string code)
    {
        var key = new ConfigurationKey(ConfigurationKind.Credential, null, code);
        known.Require(faults, "credential", key);
        if (known.Find(key) is CredentialConfig { System: { } owner } && owner != systemCode)
            faults.Add("credential", $"The credential '{code}' may only be used by system '{owner}'.");
    }

    private static void CheckOwner(CredentialConfig credential, string system, RowFaults faults, KnownRows known)
    {
        known.Require(faults, "system", new ConfigurationKey(ConfigurationKind.System, null, system));
        foreach (var user in known.UsersOf(credential.Code))
        {
            if ((user.SystemCode ?? user.Code) != system)
                faults.Add("system", $"{user} uses the credential, which would be for system '{system}' alone.");
        }
    }

    private static void CheckSection<T>(
        RowFaults faults, CredentialConfig credential, string path, T? section, bool isOfType, Action<RowFaults, string, T> check) where T : class
    {
        if (section is null)
        {
            if (isOfType)
                faults.Add(path, $"The type {WireName.Of(credential.Type)} needs the settings '{path}'.");
        }
        else if (!isOfType)
        {
            faults.Add(path, $"The settings '{path}' do not belong to the type {(Enum.IsDefined(credential.Type) ? WireName.Of(credential.Type) : "given")}.");
        }
        else
        {
            check(faults, path, section);
        }
    }

    private static void CheckBasic(RowFaults faults, string path, BasicConfig basic)
    {
        FieldChecks.Line(faults, WirePath.Member(path, "username"), basic.Username, "a user name", MaxSettingLength);
        if (basic.Username.Contains(':', StringComparison.Ordinal))
            faults.Add(WirePath.Member(path, "username"), "Expected a user name without ':', which ends it (RFC 7617, section 2).");
    }

    private static void CheckApiKey(RowFaults faults, string path, ApiKeyPlacementConfig placement)
    {
        FieldChecks.Member(faults, WirePath.Member(path, "in"), placement.In);
        var name = WirePath.Member(path, "name");
        if (placement.In == ApiKeyPlace.Header)
            HeaderChecks.CheckCredentialName(faults, name, placement.Name);
        else
            FieldChecks.Line(faults, name, placement.Name, "a query parameter's name", 256);
        if (placement.Prefix is { } prefix && (prefix.Length > 64 || prefix.AsSpan().ContainsAnyExceptInRange(' ', '~')))
            faults.Add(WirePath.Member(path, "prefix"), "Expected at most 64 printable ASCII characters.");
    }

    private static void CheckOauth2(RowFaults faults, string path, Oauth2Config oauth)
    {
        var url = WirePath.Member(path, "token_url");
        CheckTokenUrl(faults, url, oauth.TokenUrl);
        FieldChecks.Line(faults, WirePath.Member(path, "client_id"), oauth.ClientId, "a client id", MaxSettingLength);
        FieldChecks.Member(faults, WirePath.Member(path, "client_auth"), oauth.ClientAuth);
        FieldChecks.Member(faults, WirePath.Member(path, "jwt_algorithm"), oauth.JwtAlgorithm);
        foreach (var (name, value, expected) in new[]
            {
                ("scope", oauth.Scope, "scopes"),
                ("audience", oauth.Audience, "an audience"),
                ("resource", oauth.Resource, "a resource"),
                ("jwt_key_id", oauth.JwtKeyId, "a key id"),
                ("jwt_audience", oauth.JwtAudience, "an audience"),
            })
        {
            if (value is not null)
                FieldChecks.Line(faults, WirePath.Member(path, name), value, expected, MaxSettingLength);
        }

        if (oauth.Resource is { } resource && !Uri.TryCreate(resource, UriKind.Absolute, out _))
            faults.Add(WirePath.Member(path, "resource"), $"Expected an absolute URI, found {Shown.Value(resource)}.");
    }

    private static void CheckTokenUrl(RowFaults faults, string path, Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.Host.Length == 0)
            faults.Add(path, $"Expected an absolute https URL, such as https://login.example.com/oauth2/token, found {Shown.Value(url.OriginalString)}.");
        else if (url.UserInfo.Length > 0)
            faults.Add(path, $"Expected no user name or password in the URL. {HeaderChecks.WhereCredentialsBelong}");
        else if (url.Fragment.Length > 0)
            faults.Add(path, "Expected no fragment in the URL; it is never sent.");
        else if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
            faults.Add(path, "Expected https: the client's secret and the token would travel in clear text. Only on loopback may it be http.");
    }
}
