using ProKure.Integrations.Authentication.Signing;

namespace ProKure.Integrations.Configuration.Validation;

internal static class HmacChecks
{
    private const int MaxTextLength = 4_000;

    public static void Check(RowFaults faults, string path, HmacConfig hmac)
    {
        FieldChecks.Member(faults, WirePath.Member(path, "preset"), hmac.Preset);
        FieldChecks.Member(faults, WirePath.Member(path, "algorithm"), hmac.Algorithm);
        FieldChecks.Member(faults, WirePath.Member(path, "encoding"), hmac.Encoding);
        FieldChecks.Member(faults, WirePath.Member(path, "key_form"), hmac.KeyForm);
        if (hmac.Preset == HmacPreset.AwsSigv4)
            CheckAws(faults, path, hmac);
        else
            CheckCustom(faults, path, hmac);
    }

    private static void CheckAws(RowFaults faults, string path, HmacConfig hmac)
    {
        foreach (var (name, value) in new[] { ("key_id", hmac.KeyId), ("region", hmac.Region), ("service", hmac.Service) })
            FieldChecks.Line(faults, WirePath.Member(path, name), value, $"the {name} that AWS_SIGV4 signs with", 200);
        if (hmac.CanonicalString is not null)
            faults.Add(WirePath.Member(path, "canonical_string"), "The preset AWS_SIGV4 says what is signed; leave it out.");
        if (hmac.Headers.Count > 0)
            faults.Add(WirePath.Member(path, "headers"), "The preset AWS_SIGV4 says what is sent; leave them out.");
    }

    private static void CheckCustom(RowFaults faults, string path, HmacConfig hmac)
    {
        if (hmac.KeyId is not null)
            FieldChecks.Line(faults, WirePath.Member(path, "key_id"), hmac.KeyId, "a key id", 200);
        foreach (var (name, value) in new[] { ("region", hmac.Region), ("service", hmac.Service) })
        {
            if (value is not null)
                faults.Add(WirePath.Member(path, name), "Only the preset AWS_SIGV4 has it; leave it out.");
        }

        if (string.IsNullOrEmpty(hmac.CanonicalString))
            faults.Add(WirePath.Member(path, "canonical_string"), @"Expected what is signed, such as {method}\n{path}\n{timestamp}\n{body_sha256}, found nothing.");
        else
            CheckTemplate(faults, WirePath.Member(path, "canonical_string"), hmac.CanonicalString, mayHoldSignature: false);
        if (!hmac.Headers.Values.Any(value => value.Contains("{signature}", StringComparison.Ordinal)))
            faults.Add(WirePath.Member(path, "headers"), "Expected a header with {signature} in its text, found none.");
        foreach (var (name, value) in hmac.Headers)
        {
            var header = WirePath.Member(WirePath.Member(path, "headers"), name);
            HeaderChecks.CheckCredentialName(faults, header, name);
            CheckTemplate(faults, header, value, mayHoldSignature: true);
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                faults.Add(header, "Expected printable ASCII on one line.");
        }
    }

    private static void CheckTemplate(RowFaults faults, string path, string text, bool mayHoldSignature)
    {
        if (text.Length > MaxTextLength)
            faults.Add(path, $"Expected at most {MaxTextLength} characters, found {text.Length}.");
        else if (SignatureTemplate.FaultOf(text, mayHoldSignature) is { } fault)
            faults.Add(path, fault);
    }
}
