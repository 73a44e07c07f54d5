namespace ProKure.Samples.Sap;

/// <summary>The made-up secrets that <c>MAT-SECRET</c> answers with, so that a test can look for them where they must not be.</summary>
public static class SimulatedSecrets
{
    /// <summary>In the field <c>password</c>.</summary>
    public const string Password = "Tr0ub4dor-simulated";

    /// <summary>In the field <c>client_secret</c>.</summary>
    public const string ClientSecret = "simulated-client-secret-0f3a9c";

    /// <summary>In the field <c>access_token</c>, and after <c>Bearer</c> in the field <c>Text</c>.</summary>
    public const string Jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJzaW11bGF0ZWQifQ.c2ltdWxhdGVkLXNpZ25hdHVyZQ";

    /// <summary>In the header <c>Set-Cookie</c>.</summary>
    public const string Session = "simulated-session-AjExMDAgAA5wb3J0YWw6";

    /// <summary>In the header <c>X-Api-Key</c>.</summary>
    public const string ApiKey = "simulated-api-key-77b1e2d4";

    /// <summary>In the field <c>Bank.iban</c>; the sample IBAN of the standard's documentation.</summary>
    public const string Iban = "DE89370400440532013000";

    /// <summary>In the field <c>Bank.card_number</c>; the card industry's test number.</summary>
    public const string CardNumber = "4111111111111111";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Password, ClientSecret, Jwt, Session, ApiKey, Iban, CardNumber];
}
