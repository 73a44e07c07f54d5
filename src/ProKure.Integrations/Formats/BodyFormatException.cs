namespace ProKure.Integrations.Formats;

/// <summary>A body cannot be written in, or read from, the form that is configured.</summary>
/// <param name="code">What is wrong, as <c>BODY_SHAPE</c>.</param>
/// <param name="message">What was expected, what came, where.</param>
/// <param name="inner">The fault beneath; null for none.</param>
public sealed class BodyFormatException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The JSON has not the shape that the form needs.</summary>
    public const string Shape = "BODY_SHAPE";

    /// <summary>A charset is unknown, or a character is not in it.</summary>
    public const string Charset = "BODY_CHARSET";

    /// <summary>A file that a part refers to cannot be had.</summary>
    public const string File = "BODY_FILE";

    /// <summary>The body says, or is configured, to be JSON, and is not.</summary>
    public const string NotJson = "RESPONSE_NOT_JSON";

    /// <summary>The body cannot be read in its form.</summary>
    public const string Unreadable = "RESPONSE_UNREADABLE";

    /// <summary>What is wrong.</summary>
    public string Code => code;
}
