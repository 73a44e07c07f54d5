using System.Collections.Immutable;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Wire;

namespace ProKure.Integrations.Hub.Api;

/// <summary>A credential's groups of settings, between the wire and the configuration.</summary>
internal static class CredentialSections
{
    public static BasicConfig ToConfig(this BasicBody body) => new() { Username = body.Username };

    public static ApiKeyPlacementConfig ToConfig(this ApiKeyPlacementBody body) => new() { In = body.In ?? default, Name = body.Name, Prefix = body.Prefix };

    public static Oauth2Config ToConfig(this Oauth2Body body) => new()
    {
        TokenUrl = body.TokenUrl,
        ClientId = body.ClientId,
        ClientAuth = body.ClientAuth ?? default,
        Scope = body.Scope,
        Audience = body.Audience,
        Resource = body.Resource,
        JwtAlgorithm = body.JwtAlgorithm ?? default,
        JwtKeyId = body.JwtKeyId,
        JwtAudience = body.JwtAudience,
    };

    public static HmacConfig ToConfig(this HmacBody body) => new()
    {
        Preset = body.Preset ?? default,
        KeyId = body.KeyId,
        Algorithm = body.Algorithm ?? default,
        Encoding = body.Encoding ?? default,
        KeyForm = body.KeyForm ?? default,
        CanonicalString = body.CanonicalString,
        Headers = body.Headers?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? ImmutableSortedDictionary<string, string>.Empty,
        Region = body.Region,
        Service = body.Service,
    };

    public static BasicBody ToBody(this BasicConfig config) => new() { Username = config.Username };

    public static ApiKeyPlacementBody ToBody(this ApiKeyPlacementConfig config) => new() { In = config.In, Name = config.Name, Prefix = config.Prefix };

    public static Oauth2Body ToBody(this Oauth2Config config) => new()
    {
        TokenUrl = config.TokenUrl,
        ClientId = config.ClientId,
        ClientAuth = config.ClientAuth,
        Scope = config.Scope,
        Audience = config.Audience,
        Resource = config.Resource,
        JwtAlgorithm = config.JwtAlgorithm,
        JwtKeyId = config.JwtKeyId,
        JwtAudience = config.JwtAudience,
    };

    public static HmacBody ToBody(this HmacConfig config) => new()
    {
        Preset = config.Preset,
        KeyId = config.KeyId,
        Algorithm = config.Algorithm,
        Encoding = config.Encoding,
        KeyForm = config.KeyForm,
        CanonicalString = config.CanonicalString,
        Headers = config.Headers,
        Region = config.Region,
        Service = config.Service,
    };
}
