using System.Text.Json.Serialization;

namespace ProKure.Samples.Sap.Wire;

internal sealed record SecretAnswer([property: JsonPropertyName("d")] SecretEntity Entity);

/// <summary>An answer full of what must not be stored: fields by name, and tokens inside text.</summary>
internal sealed record SecretEntity(
    string PurchaseOrder,
    [property: JsonPropertyName("authorization")] string? Authorization,
    string Text)
{
    [JsonPropertyName("password")]
    public string Password { get; } = SimulatedSecrets.Password;

    [JsonPropertyName("access_token")]
    public string AccessToken { get; } = SimulatedSecrets.Jwt;

    [JsonPropertyName("client_secret")]
    public string ClientSecret { get; } = SimulatedSecrets.ClientSecret;

    public BankAccount Bank { get; } = new(SimulatedSecrets.Iban, SimulatedSecrets.CardNumber);
}

internal sealed record BankAccount(
    [property: JsonPropertyName("iban")] string Iban,
    [property: JsonPropertyName("card_number")] string CardNumber);
