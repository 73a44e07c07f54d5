namespace ProKure.Integrations.Capture.Rules;

/// <summary>Why a value is not stored: one line of what is redacted.</summary>
/// <param name="Id">Stable name, as <c>aws-access-key</c>; rules from configuration begin with whose they are, as <c>system:*iban</c>.</param>
/// <param name="Description">What it removes, for people.</param>
public sealed record RedactionRule(string Id, string Description)
{
    /// <summary>A field or parameter that holds a credential, by its name.</summary>
    public static RedactionRule CredentialName { get; } = new("credential-name", "A field named as credentials are: password, token, api_key, …");

    /// <summary>A field or parameter that holds payment data, by its name.</summary>
    public static RedactionRule PaymentName { get; } = new("payment-name", "A field named as payment data is: iban, card_number, cvv, …");

    /// <summary>A header that is not on the list of those that may be seen.</summary>
    public static RedactionRule Header { get; } = new("header", "A header that is not on the allow-list.");

    /// <summary>The value of a cookie.</summary>
    public static RedactionRule Cookie { get; } = new("cookie", "The value of a cookie; its name stays.");

    /// <summary>User name and password in a URL.</summary>
    public static RedactionRule UserInfo { get; } = new("url-user-info", "User name and password in front of a URL's host.");

    /// <summary>Entities that a document declares for itself.</summary>
    public static RedactionRule XmlDeclarations { get; } = new("xml-doctype", "The declarations inside a DOCTYPE, whose entities may hold anything.");

    /// <summary>Base64 of a structured text in which something was found.</summary>
    public static RedactionRule EncodedText { get; } = new("encoded-text", "Base64 inside a text, of JSON or XML that holds something to redact.");

    /// <summary>A body in a character encoding that cannot be read.</summary>
    public static RedactionRule UnreadableCharset { get; } = new("unreadable-charset", "A whole body in a character encoding that cannot be searched.");
}
