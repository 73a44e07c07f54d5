namespace ProKure.Jsonata.Values;

/// <summary>
/// Short strings made by one evaluation, kept as those of the input are: as UTF-8 between quotes, so that they are compared and written as they are.
/// Long ones, and what comes after the arena is full, are strings of .NET, which are collected while the evaluation goes on.
/// </summary>
internal sealed class StringArena
{
    /// <summary>Bytes of the longest string that is kept here.</summary>
    public const int Longest = 256;

    private const int Capacity = 64 * 1024;

    private JsonTable? _table;

    /// <summary>Adds a string that has nothing in it that JSON escapes; false where it must be kept elsewhere.</summary>
    public bool TryAdd(ReadOnlySpan<byte> utf8, out Value value)
    {
        if (utf8.Length <= Longest)
            return (_table ??= new JsonTable()).TryAddString(utf8, Capacity, out value);
        value = default;
        return false;
    }

    /// <summary>Ends the life of all strings.</summary>
    public void Reset() => _table?.ForgetStrings();
}
