using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ProKure.Integrations.Authentication.Signing;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Authentication.Tokens;

/// <summary>Asks a token endpoint for an access token (RFC 6749, sections 4.4.2 and 6).</summary>
internal static class TokenRequest
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(5);

    // What says nothing about who asks, and so may be kept.
    private static readonly string[] Public = ["grant_type", "scope", "audience", "resource", "client_assertion_type"];

    /// <param name="material">The credential.</param>
    /// <param name="refreshToken">The refresh token to use; null to ask in the client's own name.</param>
    /// <param name="time">The clock, for assertions.</param>
    public static OutgoingRequest Of(CredentialMaterial material, string? refreshToken, TimeProvider time)
    {
        var oauth = material.Config.Oauth2!;
        var headers = new List<KeyValuePair<string, string>> { new("Accept", "application/json"), new("Accept-Encoding", ContentCodings.Accepted) };
        var body = Encoding.UTF8.GetBytes(Form([.. Grant(refreshToken), .. Target(oauth), .. Client(material, headers, time)], isPublicOnly: false));
        return new OutgoingRequest("POST", oauth.TokenUrl, headers, new EncodedBody(body, body, "application/x-www-form-urlencoded", null));
    }

    /// <summary>The body of such a request as it may be kept.</summary>
    public static string Kept(CredentialMaterial material, string? refreshToken)
    {
        var names = material.Config.Oauth2!.ClientAuth switch
        {
            Oauth2ClientAuth.SecretBody => (string[])["client_id", "client_secret"],
            Oauth2ClientAuth.PrivateKeyJwt => ["client_id", "client_assertion_type", "client_assertion"],
            Oauth2ClientAuth.None => ["client_id"],
            _ => [],
        };
        return Form([.. Grant(refreshToken), .. Target(material.Config.Oauth2), .. names.Select(name => (name, name == "client_assertion_type" ? AssertionType : name))], isPublicOnly: true);
    }

    /// <summary>Id and secret for basic authentication, which encodes each by itself first (RFC 6749, section 2.3.1).</summary>
    public static string BasicPair(string clientId, string clientSecret) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{FormText(clientId)}:{FormText(clientSecret)}"));

    private static IEnumerable<(string Name, string Value)> Grant(string? refreshToken) => refreshToken is null
        ? [("grant_type", "client_credentials")]
        : [("grant_type", "refresh_token"), ("refresh_token", refreshToken)];

    private static IEnumerable<(string Name, string Value)> Target(Oauth2Config oauth)
    {
        foreach (var (name, value) in new[] { ("scope", oauth.Scope), ("audience", oauth.Audience), ("resource", oauth.Resource) })
        {
            if (value is not null)
                yield return (name, value);
        }
    }

    private static (string Name, string Value)[] Client(CredentialMaterial material, List<KeyValuePair<string, string>> headers, TimeProvider time)
    {
        var oauth = material.Config.Oauth2!;
        switch (oauth.ClientAuth)
        {
            case Oauth2ClientAuth.SecretBody:
                return [("client_id", oauth.ClientId), ("client_secret", material.Secrets[SecretNames.ClientSecret])];
            case Oauth2ClientAuth.PrivateKeyJwt:
                return [("client_id", oauth.ClientId), ("client_assertion_type", AssertionType), ("client_assertion", Assertion(material, time))];
            case Oauth2ClientAuth.None:
                return [("client_id", oauth.ClientId)];
            default:
                headers.Add(new("Authorization", $"Basic {BasicPair(oauth.ClientId, material.Secrets[SecretNames.ClientSecret])}"));
                return [];
        }
    }

    // RFC 7523, section 3.
    private static string Assertion(CredentialMaterial material, TimeProvider time)
    {
        var (oauth, now) = (material.Config.Oauth2!, time.GetUtcNow());
        var header = new JsonObject { ["alg"] = WireName.Of(oauth.JwtAlgorithm), ["typ"] = "JWT" };
        if (oauth.JwtKeyId is not null)
            header["kid"] = oauth.JwtKeyId;
        var claims = new JsonObject
        {
            ["iss"] = oauth.ClientId,
            ["sub"] = oauth.ClientId,
            ["aud"] = oauth.JwtAudience ?? oauth.TokenUrl.AbsoluteUri,
            ["jti"] = RandomNumberGenerator.GetHexString(32, lowercase: true),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + AssertionLife).ToUnixTimeSeconds(),
        };
        var text = $"{Base64Url(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64Url(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        using var key = AssertionKey.Load(oauth.JwtAlgorithm, material.Secrets[SecretNames.PrivateKey], material.Secrets.GetValueOrDefault(SecretNames.PrivateKeyPassword));
        return $"{text}.{Base64Url(key.Sign(text))}";
    }

    private static string Form(IEnumerable<(string Name, string Value)> fields, bool isPublicOnly) => string.Join(
        '&', fields.Select(field => $"{field.Name}={(isPublicOnly && !Public.Contains(field.Name, StringComparer.Ordinal) ? Capture.Placeholder.Text : FormText(field.Value))}"));

    private static string FormText(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
