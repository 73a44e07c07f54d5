namespace ProKure.Jsonata;

/// <summary>A fault in a JSONata expression: found while compiling it, or while evaluating it over an input.</summary>
/// <remarks>Codes are those of the reference implementation (S… syntax, T… type, D… dynamic); see the JSONata documentation.</remarks>
public sealed class JsonataException : Exception
{
    /// <summary>Creates the fault.</summary>
    /// <param name="code">The reference's error code, such as <c>T2001</c>.</param>
    /// <param name="message">What was expected, and what came instead.</param>
    /// <param name="position">UTF-16 index after the token in the expression, as the reference counts; null where there is none.</param>
    /// <param name="token">The token or function that the fault names; null where there is none.</param>
    /// <param name="value">Text of the value that caused the fault; null where there is none.</param>
    /// <param name="innerException">The cause, where an extension function failed.</param>
    public JsonataException(
        string code, string message, int? position = null, string? token = null, string? value = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Position = position;
        Token = token;
        Value = value;
    }

    /// <summary>The reference's error code, such as <c>T2001</c>.</summary>
    public string Code { get; }

    /// <summary>UTF-16 index after the token in the expression; null where there is none.</summary>
    public int? Position { get; }

    /// <summary>The token or function that the fault names; null where there is none.</summary>
    public string? Token { get; }

    /// <summary>Text of the value that caused the fault; null where there is none.</summary>
    public string? Value { get; }
}
