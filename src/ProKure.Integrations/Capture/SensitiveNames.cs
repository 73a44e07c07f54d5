using System.Collections.Frozen;

namespace ProKure.Integrations.Capture;

/// <summary>
/// Names of fields and parameters whose values are never stored. Letter case and the separators <c>_</c>, <c>-</c>, <c>.</c> and blank do not matter:
/// <c>clientSecret</c>, <c>client_secret</c> and <c>Client-Secret</c> are one name.
/// </summary>
internal sealed class SensitiveNames
{
    private const int LongestName = 128;

    private static readonly string[] Always =
    [
        "password", "passwd", "pwd", "passphrase", "secret", "clientsecret", "apikey", "apisecret", "xapikey", "subscriptionkey",
        "token", "accesstoken", "refreshtoken", "idtoken", "authtoken", "bearertoken", "sessiontoken", "securitytoken", "csrftoken", "xcsrftoken",
        "authorization", "proxyauthorization", "credential", "credentials", "privatekey", "signingkey", "clientassertion", "assertion",
        "setcookie", "cookie", "sessionid", "otp", "pin", "cvv", "cvc", "cardnumber", "creditcardnumber", "pan", "iban",
    ];

    private readonly FrozenSet<string> _names;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    private SensitiveNames(IEnumerable<string> names)
    {
        _names = names.ToFrozenSet(StringComparer.Ordinal);
        _bySpan = _names.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The names that are sensitive everywhere.</summary>
    public static SensitiveNames Default { get; } = new(Always);

    /// <summary>All normalised names, for patterns over text.</summary>
    public IEnumerable<string> Normalized => _names;

    /// <summary>These names and further ones.</summary>
    public SensitiveNames With(IReadOnlyCollection<string> more) =>
        more.Count == 0 ? this : new(_names.Concat(more.Select(Normalize).Where(n => n.Length > 0)));

    public bool Contains(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName)
            return false;
        Span<char> normalized = stackalloc char[name.Length];
        var length = Normalize(name, normalized);
        return _bySpan.Contains(normalized[..length]);
    }

    private static string Normalize(string name)
    {
        Span<char> normalized = new char[name.Length];
        return normalized[..Normalize(name, normalized)].ToString();
    }

    private static int Normalize(ReadOnlySpan<char> name, Span<char> normalized)
    {
        var length = 0;
        foreach (var c in name)
        {
            if (c is not ('_' or '-' or '.' or ' '))
                normalized[length++] = char.ToLowerInvariant(c);
        }

        return length;
    }
}
