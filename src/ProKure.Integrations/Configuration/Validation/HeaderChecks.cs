using System.Buffers;
using System.Collections.Frozen;

namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Checks of headers that configuration sends: form, who may set them, and that no secret is among them.</summary>
internal static class HeaderChecks
{
    /// <summary>What to do instead of writing a credential into configuration.</summary>
    public const string WhereCredentialsBelong =
        "Credentials belong to the system's encrypted credential, not into configuration, which is kept and shown in plain text.";

    private const int MaxNameLength = 128;
    private const int MaxValueLength = 4_096;

    // RFC 9110, section 5.6.2: token.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly FrozenDictionary<string, string> Reserved = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Host"] = "it comes from base_url",
        ["Content-Length"] = "it comes from the body",
        ["Transfer-Encoding"] = "the connection decides it",
        ["Connection"] = "the connection decides it",
        ["Keep-Alive"] = "the connection decides it",
        ["Proxy-Connection"] = "the connection decides it",
        ["TE"] = "the connection decides it",
        ["Trailer"] = "the connection decides it",
        ["Upgrade"] = "the connection decides it",
        ["Expect"] = "the connection decides it",
        ["X-Correlation-ID"] = "the hub sends the call's own",
        ["traceparent"] = "the hub sends the call's own",
        ["tracestate"] = "the hub sends the call's own",
        ["Idempotency-Key"] = "the hub sends it where the endpoint's idempotency is IDEMPOTENT_WITH_KEY",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // SAP's anti-forgery token is asked for with a fixed value (Fetch) and is no credential.
    private static readonly FrozenSet<string> KnownHarmless = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "X-CSRF-Token");

    private static readonly string[] SecretWords =
        ["authorization", "cookie", "password", "passwd", "secret", "token", "apikey", "accesskey", "subscriptionkey", "credential", "privatekey", "signature"];

    private static readonly string[] SecretValuePrefixes = ["bearer ", "basic ", "digest ", "negotiate "];

    /// <summary>Whether a text can be a header's name.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= MaxNameLength && !name.AsSpan().ContainsAnyExcept(TokenCharacters);

    public static void CheckNames(RowFaults faults, string parent, IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var path = WirePath.Member(parent, name);
            if (!IsName(name))
                faults.Add(path, $"Expected a header name (1 to {MaxNameLength} of letters, digits and !#$%&'*+-.^_`|~), found {Shown.Value(name)}.");
            else if (!seen.Add(name))
                faults.Add(path, $"The header {Shown.Value(name)} stands there twice; letter case does not matter.");
            else if (Reserved.TryGetValue(name, out var reason))
                faults.Add(path, $"The header {Shown.Value(name)} cannot be configured: {reason}.");
            else if (IsSecretName(name))
                faults.Add(path, $"The header {Shown.Value(name)} looks like a credential. {WhereCredentialsBelong}");
        }
    }

    /// <summary>Checks the name of a header that carries a credential.</summary>
    public static void CheckCredentialName(RowFaults faults, string path, string name)
    {
        if (!IsName(name))
            faults.Add(path, $"Expected a header name (1 to {MaxNameLength} of letters, digits and !#$%&'*+-.^_`|~), found {Shown.Value(name)}.");
        else if (Reserved.TryGetValue(name, out var reason))
            faults.Add(path, $"The header {Shown.Value(name)} cannot carry a credential: {reason}.");
    }

    /// <summary>Checks the name of the header that carries the hub's key.</summary>
    public static void CheckKeyName(RowFaults faults, string path, string name, IEnumerable<string> others)
    {
        if (!IsName(name))
            faults.Add(path, $"Expected a header name (1 to {MaxNameLength} of letters, digits and !#$%&'*+-.^_`|~), found {Shown.Value(name)}.");
        else if (Reserved.TryGetValue(name, out var reason) && !name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase))
            faults.Add(path, $"The header {Shown.Value(name)} cannot carry the key: {reason}.");
        else if (others.Contains(name, StringComparer.OrdinalIgnoreCase))
            faults.Add(path, $"The header {Shown.Value(name)} stands among the endpoint's headers too.");
    }

    /// <summary>Checks a value that is sent as written. It is never repeated in a message: it may be a secret after all.</summary>
    public static void CheckFixedValue(RowFaults faults, string path, string value)
    {
        if (value.Length > MaxValueLength)
            faults.Add(path, $"Expected a header value of at most {MaxValueLength} characters, found {value.Length}.");
        else if (IndexOfForbidden(value) is var index and >= 0)
            faults.Add(path, $"Expected a header value of printable ASCII without line breaks, found U+{(int)value[index]:X4} at index {index}.");
        else if (value.Length != value.AsSpan().Trim(' ').Length)
            faults.Add(path, "Expected a header value without spaces at its start and end.");
        else if (SecretValuePrefixes.Any(prefix => value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            faults.Add(path, $"The value looks like a credential. {WhereCredentialsBelong}");
    }

    private static int IndexOfForbidden(string value) => value.AsSpan().IndexOfAnyExceptInRange(' ', '~');

    private static bool IsSecretName(string name)
    {
        var plain = name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return !KnownHarmless.Contains(name) && SecretWords.Any(word => plain.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
