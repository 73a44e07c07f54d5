using ProKure.Integrations.Capture.Patterns;

namespace ProKure.Integrations.Capture.Rules;

/// <summary>The rules that hold everywhere, for whoever asks what is redacted.</summary>
public static class RedactionCatalogue
{
    /// <summary>All of them, names first.</summary>
    public static IReadOnlyList<RedactionRule> Defaults { get; } =
    [
        RedactionRule.CredentialName, RedactionRule.PaymentName, RedactionRule.Header, RedactionRule.Cookie, RedactionRule.UserInfo,
        SchemeRecogniser.Basic, SchemeRecogniser.Bearer, TokenRecognisers.Jwt, TokenRecognisers.PrivateKey,
        .. VendorKeys.All.Select(key => key.Rule).DistinctBy(rule => rule.Id, StringComparer.Ordinal),
        TokenRecognisers.SendGrid, TokenRecognisers.AzureSecret, TokenRecognisers.Mailchimp, TokenRecognisers.Telegram,
        NumberRecognisers.Card, NumberRecognisers.Iban, RedactionRule.EncodedText, RedactionRule.XmlDeclarations, RedactionRule.UnreadableCharset,
    ];
}
