namespace ProKure.Integrations.Authentication.Keys;

/// <summary>Where master keys come from, section <c>MasterKeys</c>.</summary>
public sealed class MasterKeyOptions
{
    /// <summary>
    /// A file with a key a line: its id, a space, and 32 random bytes in base64; <c>#</c> begins a comment. Read anew whenever it changes. Null for none.
    /// </summary>
    public string? File { get; set; }

    /// <summary>Keys by id: 32 random bytes in base64 each, as <c>MasterKeys__Keys__2026A</c> in the environment. They come on top of those in the file.</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The id of the key that is used for what is written. Null takes the last line of the file, or else the only key of <see cref="Keys"/>.</summary>
    public string? Current { get; set; }

    /// <summary>
    /// Whether <see cref="File"/> is made, with a key and readable for its owner only, where it does not exist. Default false: hubs that share a database need the same
    /// key, and must not make each its own.
    /// </summary>
    public bool CreateFile { get; set; }
}
