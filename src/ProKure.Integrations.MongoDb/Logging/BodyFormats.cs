using ProKure.Integrations.Logging;

namespace ProKure.Integrations.MongoDb.Logging;

/// <summary>What <c>request_body_format</c> and <c>response_body_format</c> say: the body's format, and where or how it is stored when not the usual way.</summary>
internal static class BodyFormats
{
    /// <summary>A JSON body that is stored as text, since nesting would change it.</summary>
    public const string JsonAsText = "JSON_TEXT";

    private const string QuarantinedPrefix = "QUARANTINED_";

    /// <summary>The body is kept in the quarantine.</summary>
    public static string Quarantined(BodyFormat format) => QuarantinedPrefix + WireName.Of(format);

    /// <summary>What the body is, and whether it is kept in the quarantine.</summary>
    public static (BodyFormat Format, bool IsQuarantined) Read(string text) =>
        text == JsonAsText ? (BodyFormat.Json, false)
        : text.StartsWith(QuarantinedPrefix, StringComparison.Ordinal) ? (WireName.Parse<BodyFormat>(text[QuarantinedPrefix.Length..]), true)
        : (WireName.Parse<BodyFormat>(text), false);

    /// <summary>Whether a path can lead to a field of this name.</summary>
    public static bool IsPathName(string name) => name.Length > 0 && name[0] != '$' && !name.AsSpan().ContainsAny('.', '\0');
}
