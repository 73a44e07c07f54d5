namespace ProKure.Integrations.Configuration.Validation;

internal static class ApiKeyChecks
{
    private const int HashLength = 64;
    private const int MaxScopeLength = 64;

    public static void Check(ApiKeyConfig key, RowFaults faults, KnownRows known)
    {
        FieldChecks.Code(faults, "id", key.Id);
        FieldChecks.Name(faults, "name", key.Name);

        // The hash is not repeated: it is worth a guess to whoever reads the message.
        if (key.SecretHash.Length != HashLength || !key.SecretHash.All(char.IsAsciiHexDigitLower))
            faults.Add("secret_hash", "Expected a SHA-256 in lower-case hex (64 digits).");
        if (key.Scopes.IsEmpty)
            faults.Add("scopes", "Expected at least one scope, found none.");
        for (var i = 0; i < key.Scopes.Length; i++)
            FieldChecks.Line(faults, WirePath.Item("scopes", i), key.Scopes[i], "a scope", MaxScopeLength);
        for (var i = 0; i < key.Systems.Length; i++)
            known.Require(faults, WirePath.Item("systems", i), new ConfigurationKey(ConfigurationKind.System, null, key.Systems[i]));
    }
}
