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
    public int? Position { get; private set; }

    /// <summary>The token or function that the fault names; null where there is none.</summary>
    public string? Token { get; private set; }

    /// <summary>Text of the value that caused the fault; null where there is none.</summary>
    public string? Value { get; }

    /// <summary>One-based index of the argument that caused the fault; null where none did.</summary>
    public int? ArgumentIndex { get; init; }

    /// <summary>Names the operator that failed, in place of what was named before.</summary>
    internal void Locate(int position, string token) => (Position, Token) = (position, token);

    /// <summary>Whether the next call that the fault passes through is not named: it was left already, by a call in its tail position.</summary>
    internal bool SkipsCall { get; set; }

    /// <summary>Names the call that the fault passes through; <paramref name="position"/> replaces the one of a call further in.</summary>
    internal void PassThrough(int? position, string? token)
    {
        if (SkipsCall)
        {
            SkipsCall = false;
            return;
        }
        Position = position ?? Position;
        Token ??= token;
    }

    /// <summary>Names the call where nothing was named yet.</summary>
    internal void Complete(int position, string? token)
    {
        if (Position is null or 0)
            Position = position;
        if (string.IsNullOrEmpty(Token))
            Token = token;
    }
}
