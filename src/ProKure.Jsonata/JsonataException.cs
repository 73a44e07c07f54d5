namespace ProKure.Jsonata;

/// <summary>A fault in a JSONata expression: found while compiling it, or while evaluating it over an input.</summary>
/// <remarks>Codes are those of the reference implementation (S… syntax, T… type, D… dynamic); see the JSONata documentation.</remarks>
public sealed class JsonataException : Exception
{
    private int? _position;
    private string? _token;
    private (int Position, string? Token)? _near;

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
        _position = position;
        _token = token;
        Value = value;
    }

    /// <summary>The reference's error code, such as <c>T2001</c>.</summary>
    public string Code { get; }

    /// <summary>UTF-16 index after the token in the expression; null where there is none.</summary>
    public int? Position => _position is null or 0 ? _near?.Position ?? _position : _position;

    /// <summary>The token or function that the fault names; null where there is none.</summary>
    public string? Token => string.IsNullOrEmpty(_token) ? _near?.Token ?? _token : _token;

    /// <summary>Text of the value that caused the fault; null where there is none.</summary>
    public string? Value { get; }

    /// <summary>One-based index of the argument that caused the fault; null where none did.</summary>
    public int? ArgumentIndex { get; init; }

    /// <summary>Names the operator that failed, in place of what was named before.</summary>
    internal void Locate(int position, string token) => (_position, _token) = (position, token);

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
        _position = position ?? _position;
        _token ??= token;
    }

    /// <summary>Names the call where nothing was named yet.</summary>
    internal void Complete(int position, string? token)
    {
        if (_position is null or 0)
            _position = position;
        if (string.IsNullOrEmpty(_token))
            _token = token;
    }

    /// <summary>Names what the fault is near to, for where nothing else is named on its way: the reference names nothing then.</summary>
    internal void Approximate(int position, string? token) => _near ??= (position, token);
}
