using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture;

/// <summary>What people type to say why: it is kept for good, in the audit trail among others, and must hold no secret that somebody pasted.</summary>
public static class FreeText
{
    private static readonly PayloadCapture Capture = new(RedactionRules.Default);

    /// <summary>The text without what looks like a secret, by the default rules of redaction.</summary>
    public static string Redact(string text) => Capture.Message(text, new RedactedFields());

    /// <summary>The same of what may not be there.</summary>
    public static string? RedactOrNull(string? text) => text is null ? null : Redact(text);
}
