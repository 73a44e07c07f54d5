using System.Security.Cryptography;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Authentication.Signing;

namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Checks of secrets: which there must be, and, of those that are given, their form. No message repeats anything of a secret.</summary>
internal static class SecretChecks
{
    private const int MaxSecretLength = 64 * 1024;

    public static void Check(CredentialConfig credential, CredentialConfig? standing, RowFaults faults)
    {
        var allowed = SecretNames.Allowed(credential);
        foreach (var (name, secret) in credential.Given)
            CheckOne(faults, credential, allowed, name, secret.Reveal());

        var present = Present(credential, standing, allowed);
        foreach (var name in SecretNames.Required(credential).Where(name => !present.Contains(name)))
            faults.Add(PathOf(name), $"The secret '{name}' is missing, which the type {WireName.Of(credential.Type)} needs.");
        if (credential.Type == CredentialType.ClientCertificate && !present.Contains(SecretNames.Certificate) && !present.Contains(SecretNames.Pfx))
            faults.Add(PathOf(SecretNames.Certificate), $"The type CLIENT_CERTIFICATE needs the secret '{SecretNames.Certificate}' (PEM) or '{SecretNames.Pfx}'.");
        if (present.Contains(SecretNames.Certificate) && present.Contains(SecretNames.Pfx))
            faults.Add(PathOf(SecretNames.Pfx), $"Expected '{SecretNames.Certificate}' or '{SecretNames.Pfx}', found both; an empty text removes one.");
        foreach (var part in new[] { SecretNames.CertificateKey, SecretNames.CertificatePassword })
        {
            if (present.Contains(part) && !present.Contains(SecretNames.Certificate) && !present.Contains(SecretNames.Pfx))
                faults.Add(PathOf(part), $"There is no certificate that '{part}' belongs to.");
        }

        CheckParts(faults, credential, standing);
    }

    /// <summary>The path of a secret in a row.</summary>
    public static string PathOf(string name) => WirePath.Member("secrets", name);

    private static HashSet<string> Present(CredentialConfig credential, CredentialConfig? standing, IReadOnlyList<string> allowed)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        present.UnionWith((standing?.Secrets ?? credential.Secrets).Fingerprints.Keys.Where(name => allowed.Contains(name, StringComparer.Ordinal)));
        foreach (var (name, secret) in credential.Given)
        {
            if (secret.Reveal().Length > 0)
                present.Add(name);
            else
                present.Remove(name);
        }

        return present;
    }

    private static void CheckOne(RowFaults faults, CredentialConfig credential, IReadOnlyList<string> allowed, string name, string value)
    {
        if (!allowed.Contains(name, StringComparer.Ordinal))
            faults.Add(PathOf(name), $"The type {WireName.Of(credential.Type)} has no secret {Shown.Value(name)} as it is configured.{Suggestion.For(name, allowed)} Known: {string.Join(", ", allowed)}.");
        else if (value.Length > MaxSecretLength)
            faults.Add(PathOf(name), $"Expected at most {MaxSecretLength} characters, found {value.Length}.");
        else if (name is SecretNames.ApiKey or SecretNames.Token or SecretNames.SessionToken && value.AsSpan().ContainsAnyExceptInRange('!', '~'))
            faults.Add(PathOf(name), "Expected printable ASCII without spaces.");
        else if (name is SecretNames.Password && value.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            faults.Add(PathOf(name), "Expected a password without control characters.");
        else if (name == SecretNames.HmacKey && credential.Hmac is { } hmac && !HmacKey.CanRead(hmac, value))
            faults.Add(PathOf(name), $"Expected the key as key_form says, {WireName.Of(hmac.KeyForm)}; found other characters.");
    }

    // Keys and certificates consist of several secrets; where some of them stand sealed already, the test of the credential is the check.
    private static void CheckParts(RowFaults faults, CredentialConfig credential, CredentialConfig? standing)
    {
        var given = credential.Given.Where(secret => secret.Value.Reveal().Length > 0)
            .ToDictionary(secret => secret.Key, secret => secret.Value.Reveal(), StringComparer.Ordinal);
        var kept = (standing?.Secrets.Fingerprints.Keys ?? []).Where(name => !credential.Given.ContainsKey(name)).ToHashSet(StringComparer.Ordinal);
        var certificate = given.ContainsKey(SecretNames.Pfx) ? SecretNames.Pfx : SecretNames.Certificate;
        if (given.ContainsKey(certificate) && !kept.Contains(SecretNames.CertificateKey) && !kept.Contains(SecretNames.CertificatePassword))
            Try(faults, certificate, "certificate", () => ClientCertificate.Find(given));
        if (given.TryGetValue(SecretNames.PrivateKey, out var pem) && credential.Oauth2 is { } oauth && !kept.Contains(SecretNames.PrivateKeyPassword))
            Try(faults, SecretNames.PrivateKey, "private key", () => AssertionKey.Load(oauth.JwtAlgorithm, pem, given.GetValueOrDefault(SecretNames.PrivateKeyPassword)).Dispose());
    }

    private static void Try(RowFaults faults, string name, string what, Action load)
    {
        try
        {
            load();
        }
        catch (CryptographicException fault)
        {
            faults.Add(PathOf(name), $"The {what} cannot be read: {fault.Message}");
        }
    }
}
