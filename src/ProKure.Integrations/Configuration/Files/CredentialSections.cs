using System.Collections.Immutable;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration.Files.Yaml;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>
/// Credentials, as files hold them. Secrets come from the environment, by a placeholder each; a secret that a file does not name stays as it is stored, and no
/// file that is written holds any.
/// </summary>
internal sealed class CredentialSections(Func<string, string?> getVariable)
{
    private static readonly Uri SubstituteUrl = new("https://substitute.invalid");

    public CredentialConfig Read(string code, YamlSection section)
    {
        if (!section.Has("type"))
            section.RequiredText("type", "");
        return new CredentialConfig
        {
            Code = code,
            System = section.Text("system"),
            Name = section.Text("name"),
            Type = section.Member<CredentialType>("type") ?? default,
            Basic = Read(section, "basic", basic => new BasicConfig { Username = basic.RequiredText("username", "substitute") }),
            ApiKey = Read(section, "api_key", key => new ApiKeyPlacementConfig
            {
                In = key.Member<ApiKeyPlace>("in") ?? default,
                Name = key.RequiredText("name", "substitute"),
                Prefix = key.Text("prefix"),
            }),
            Oauth2 = Read(section, "oauth2", ReadOauth2),
            Hmac = Read(section, "hmac", ReadHmac),
            ProbePath = section.Text("probe_path"),
            Given = ReadSecrets(section),
        };
    }

    public static void Write(YamlWriter yaml, CredentialConfig credential)
    {
        TextIfAny(yaml, "system", credential.System);
        TextIfAny(yaml, "name", credential.Name);
        yaml.Plain("type", WireName.Of(credential.Type));
        if (credential.Basic is { } basic)
            yaml.Map("basic", () => yaml.Text("username", basic.Username));
        if (credential.ApiKey is { } key)
            yaml.Map("api_key", () => Write(yaml, key));
        if (credential.Oauth2 is { } oauth)
            yaml.Map("oauth2", () => Write(yaml, oauth));
        if (credential.Hmac is { } hmac)
            yaml.Map("hmac", () => Write(yaml, hmac));
        TextIfAny(yaml, "probe_path", credential.ProbePath);
        if (credential.Secrets.Fingerprints.Count > 0)
            yaml.Comment($"Not exported, and kept when this is applied where they are stored: {string.Join(", ", credential.Secrets.Fingerprints.Keys)}.");
    }

    private Oauth2Config ReadOauth2(YamlSection section) => new()
    {
        TokenUrl = ReadTokenUrl(section),
        ClientId = section.RequiredText("client_id", "substitute"),
        ClientAuth = section.Member<Oauth2ClientAuth>("client_auth") ?? default,
        Scope = section.Text("scope"),
        Audience = section.Text("audience"),
        Resource = section.Text("resource"),
        JwtAlgorithm = section.Member<JwtAlgorithm>("jwt_algorithm") ?? default,
        JwtKeyId = section.Text("jwt_key_id"),
        JwtAudience = section.Text("jwt_audience"),
    };

    private Uri ReadTokenUrl(YamlSection section)
    {
        var text = section.RequiredText("token_url", SubstituteUrl.OriginalString);
        var resolved = EnvironmentPlaceholders.Resolve(text, getVariable, message => section.AddFault("token_url", message));
        return resolved is null ? SubstituteUrl : new Uri(resolved, UriKind.RelativeOrAbsolute);
    }

    private static HmacConfig ReadHmac(YamlSection section) => new()
    {
        Preset = section.Member<HmacPreset>("preset") ?? default,
        KeyId = section.Text("key_id"),
        Algorithm = section.Member<HmacAlgorithm>("algorithm") ?? default,
        Encoding = section.Member<BinaryText>("encoding") ?? default,
        KeyForm = section.Member<HmacKeyForm>("key_form") ?? default,
        CanonicalString = section.Text("canonical_string"),
        Headers = section.TextMap("headers"),
        Region = section.Text("region"),
        Service = section.Text("service"),
    };

    // A message never repeats what stands there: it may be the secret itself.
    private ImmutableSortedDictionary<string, SecretText> ReadSecrets(YamlSection credential)
    {
        if (credential.Section("secrets") is not { } section)
            return ImmutableSortedDictionary<string, SecretText>.Empty;
        var secrets = ImmutableSortedDictionary.CreateBuilder<string, SecretText>(StringComparer.Ordinal);
        foreach (var name in section.Keys)
        {
            if (section.Text(name) is not { } text)
                continue;
            var value = EnvironmentPlaceholders.IsWhole(text) ? EnvironmentPlaceholders.Resolve(text, getVariable, message => section.AddFault(name, message), takesDefault: false) : null;
            if (!EnvironmentPlaceholders.IsWhole(text))
                section.AddFault(name, "Expected one placeholder without default, as ${SAP_SECRET}, found other text. Secrets are not written into files.");

            // What is at fault is not missing besides.
            secrets[name] = new SecretText(value ?? "substitute");
        }

        foreach (var (name, place) in section.Values)
            credential.Values[$"secrets.{name}"] = place;
        return secrets.ToImmutable();
    }

    private static void Write(YamlWriter yaml, ApiKeyPlacementConfig key)
    {
        yaml.Plain("in", WireName.Of(key.In));
        yaml.Text("name", key.Name);
        TextIfAny(yaml, "prefix", key.Prefix);
    }

    private static void Write(YamlWriter yaml, Oauth2Config oauth)
    {
        yaml.Text("token_url", oauth.TokenUrl.OriginalString);
        yaml.Text("client_id", oauth.ClientId);
        yaml.Plain("client_auth", WireName.Of(oauth.ClientAuth));
        TextIfAny(yaml, "scope", oauth.Scope);
        TextIfAny(yaml, "audience", oauth.Audience);
        TextIfAny(yaml, "resource", oauth.Resource);
        if (oauth.JwtAlgorithm != default)
            yaml.Plain("jwt_algorithm", WireName.Of(oauth.JwtAlgorithm));
        TextIfAny(yaml, "jwt_key_id", oauth.JwtKeyId);
        TextIfAny(yaml, "jwt_audience", oauth.JwtAudience);
    }

    private static void Write(YamlWriter yaml, HmacConfig hmac)
    {
        yaml.Plain("preset", WireName.Of(hmac.Preset));
        TextIfAny(yaml, "key_id", hmac.KeyId);
        TextIfAny(yaml, "region", hmac.Region);
        TextIfAny(yaml, "service", hmac.Service);
        if (hmac.Algorithm != default)
            yaml.Plain("algorithm", WireName.Of(hmac.Algorithm));
        if (hmac.Encoding != default)
            yaml.Plain("encoding", WireName.Of(hmac.Encoding));
        if (hmac.KeyForm != default)
            yaml.Plain("key_form", WireName.Of(hmac.KeyForm));
        TextIfAny(yaml, "canonical_string", hmac.CanonicalString);
        if (hmac.Headers.Count > 0)
            yaml.TextMap("headers", hmac.Headers);
    }

    private static void TextIfAny(YamlWriter yaml, string key, string? text)
    {
        if (text is not null)
            yaml.Text(key, text);
    }

    // Faults that are found later name fields by their path in the row.
    private static T? Read<T>(YamlSection credential, string key, Func<YamlSection, T> read) where T : class
    {
        if (credential.Section(key) is not { } section)
            return null;
        var config = read(section);
        section.ReportUnknownKeys();
        foreach (var (name, place) in section.Values)
            credential.Values[$"{key}.{name}"] = place;
        return config;
    }
}
