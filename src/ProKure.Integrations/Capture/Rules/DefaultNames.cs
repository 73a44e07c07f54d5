namespace ProKure.Integrations.Capture.Rules;

/// <summary>The names that are redacted everywhere. None of them can be switched off.</summary>
internal static class DefaultNames
{
    /// <summary>A name that ends with one of these holds a credential.</summary>
    public static IReadOnlyList<string> CredentialEndings { get; } =
    [
        "password", "passwd", "passphrase", "passcode", "passwort", "kennwort", "secret", "token", "apikey", "privatekey", "secretkey", "accesskey",
        "signingkey", "encryptionkey", "accountkey", "masterkey", "hmackey", "subscriptionkey", "functionskey", "authkey", "credential", "credentials",
        "authorization", "connectionstring", "setcookie", "sessionid", "sessid", "sessionkey", "clientassertion", "samlresponse", "samlassertion", "authcode",
        "authorizationcode", "devicecode", "codeverifier", "sharedaccesssignature", "sharedaccesskey", "accountpin", "basicauth",
    ];

    /// <summary>A name whose last word is one of these holds a credential.</summary>
    public static IReadOnlyList<string> CredentialWords { get; } = ["pwd", "pin", "otp", "totp", "cookie", "cookies", "jwt"];

    /// <summary>These whole names hold a credential.</summary>
    public static IReadOnlyList<string> CredentialNames { get; } =
        ["assertion", "pass", "pat", "sig", "xamzsignature", "xamzcredential", "xgoogsignature", "xgoogcredential", "jsessionid", "phpsessid", "awsaccesskeyid", "bearer"];

    /// <summary>A name that ends with one of these holds payment data.</summary>
    public static IReadOnlyList<string> PaymentEndings { get; } = ["cardnumber", "creditcardnumber", "cardno", "securitycode", "cardverificationvalue"];

    /// <summary>A name whose last word is one of these holds payment data.</summary>
    public static IReadOnlyList<string> PaymentWords { get; } = ["iban", "pan", "cvv", "cvc", "cvn", "csc"];

    /// <summary>Endings that page through lists or stop work, and open nothing.</summary>
    public static IReadOnlyList<string> Harmless { get; } =
        ["pagetoken", "nexttoken", "continuationtoken", "synctoken", "skiptoken", "deltatoken", "cancellationtoken"];

    /// <summary>Adds them all.</summary>
    public static void AddTo(NameTrie trie)
    {
        Add(CredentialEndings, NameTrie.Reach.Suffix, RedactionRule.CredentialName);
        Add(CredentialWords, NameTrie.Reach.Word, RedactionRule.CredentialName);
        Add(CredentialNames, NameTrie.Reach.Whole, RedactionRule.CredentialName);
        Add(PaymentEndings, NameTrie.Reach.Suffix, RedactionRule.PaymentName);
        Add(PaymentWords, NameTrie.Reach.Word, RedactionRule.PaymentName);
        foreach (var harmless in Harmless)
            trie.Except(harmless);

        void Add(IReadOnlyList<string> names, NameTrie.Reach reach, RedactionRule rule)
        {
            foreach (var name in names)
                trie.Add(name, reach, rule);
        }
    }
}
