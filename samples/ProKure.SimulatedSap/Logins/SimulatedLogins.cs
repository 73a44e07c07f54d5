namespace ProKure.Samples.Sap.Logins;

/// <summary>What opens the protected routes of the simulated SAP. Made up, and the same in every process.</summary>
public static class SimulatedLogins
{
    /// <summary>The OAuth client.</summary>
    public const string ClientId = "prokure-hub";

    /// <summary>Its secret.</summary>
    public const string ClientSecret = "simulated-oauth-secret-5d1c77";

    /// <summary>The refresh token that the first use of the refresh grant needs.</summary>
    public const string RefreshToken = "simulated-refresh-token-0";

    /// <summary>The user of basic authentication.</summary>
    public const string User = "PROKURE";

    /// <summary>The user's password; not ASCII, as real ones.</summary>
    public const string Password = "simuliertes-Paßwort-91";

    /// <summary>The fixed bearer token.</summary>
    public const string Token = "simulated-static-token-c0ffee";

    /// <summary>The key of header <c>X-Sap-Key</c> and query parameter <c>sap-key</c>.</summary>
    public const string ApiKey = "simulated-key-of-the-route-42";

    /// <summary>The key of signatures: HMAC-SHA256 in hex in <c>X-Signature</c>, over method, path, <c>X-Timestamp</c> and the body's SHA-256 in hex, a line each.</summary>
    public const string HmacKey = "simulated-signing-key-1b2e";

    /// <summary>All secrets among them.</summary>
    public static IReadOnlyList<string> Secrets { get; } = [ClientSecret, RefreshToken, Password, Token, ApiKey, HmacKey];
}
