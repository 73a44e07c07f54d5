using System.Text.Json;

namespace ProKure.Integrations.MongoDb.Bson;

/// <summary>
/// Writes a JSON text as nested BSON where that is lossless and legal. Lost are only white space between tokens, how characters are escaped, and where the
/// point of a number with an exponent stands; order, every digit, and trailing zeros are kept.
/// </summary>
/// <remarks>
/// Not nested are: texts deeper than <see cref="MaxDepth"/>; names that are empty, hold a dot or NUL or begin with <c>$</c> (no path leads to them); two equal
/// names in one object; numbers that no BSON type keeps; halves of surrogate pairs.
/// </remarks>
internal sealed class NestedJson
{
    /// <summary>MongoDB takes documents of 100 levels; some are left for what is around the body, and for the commands that carry it.</summary>
    public const int MaxDepth = 90;

    // Comparing each name with those before it is quicker than hashing while there are few.
    private const int FewNames = 16;

    private readonly Level[] _levels = new Level[MaxDepth + 1];
    private readonly List<(int Start, int Length)> _names = [];
    private byte[] _name = new byte[256];
    private int _nameLength;

    /// <returns>False where it cannot be nested; the output is then as it was.</returns>
    public bool TryWrite(BsonOutput output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        var before = output.Length;
        _names.Clear();
        try
        {
            if (TryWriteAll(output, name, json))
                return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Deeper than allowed, no JSON at all, or half a surrogate pair, for which the reader has no softer word.
        }

        output.TakeBackTo(before);
        return false;
    }

    private bool TryWriteAll(BsonOutput output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        Span<byte> index = stackalloc byte[16];
        var depth = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    if (!TryTakeName(ref reader, output, ref _levels[depth]))
                        return false;
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    output.End(_levels[depth].Begin);
                    if (_levels[depth].FirstName < _names.Count)
                        _names.RemoveRange(_levels[depth].FirstName, _names.Count - _levels[depth].FirstName);
                    depth--;
                    continue;
            }

            var here = depth == 0 ? name
                : _levels[depth].IsArray ? BsonOutput.IndexName(_levels[depth].Items++, index)
                : _name.AsSpan(0, _nameLength);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                var isArray = reader.TokenType == JsonTokenType.StartArray;
                _levels[++depth] = new Level
                {
                    Begin = isArray ? output.BeginArray(here) : output.BeginDocument(here),
                    IsArray = isArray,
                    FirstName = _names.Count,
                };
            }
            else if (!TryWriteValue(ref reader, output, here))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteValue(ref Utf8JsonReader reader, BsonOutput output, scoped ReadOnlySpan<byte> name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueIsEscaped:
                var room = output.BeginString(name, reader.ValueSpan.Length);
                output.EndString(reader.CopyString(room));
                return true;
            case JsonTokenType.String:
                output.WriteUtf8(name, reader.ValueSpan);
                return true;
            case JsonTokenType.Number:
                return JsonNumber.TryWrite(output, name, reader.ValueSpan);
            case JsonTokenType.True or JsonTokenType.False:
                output.Write(name, reader.TokenType == JsonTokenType.True);
                return true;
            default:
                output.WriteNull(name);
                return true;
        }
    }

    private bool TryTakeName(ref Utf8JsonReader reader, BsonOutput output, ref Level level)
    {
        if (_name.Length < reader.ValueSpan.Length)
            _name = new byte[reader.ValueSpan.Length * 2];
        _nameLength = reader.CopyString(_name);
        var name = _name.AsSpan(0, _nameLength);
        if (name.IsEmpty || name[0] == '$' || name.ContainsAny((byte)0, (byte)'.'))
            return false;
        if (!IsNew(name, output, ref level))
            return false;

        // The name is written next, behind the byte that says the value's type.
        _names.Add((output.Length + 1, _nameLength));
        return true;
    }

    private bool IsNew(ReadOnlySpan<byte> name, BsonOutput output, ref Level level)
    {
        var count = _names.Count - level.FirstName;
        if (count < FewNames)
        {
            for (var i = level.FirstName; i < _names.Count; i++)
            {
                if (output.Slice(_names[i].Start, _names[i].Length).SequenceEqual(name))
                    return false;
            }

            return true;
        }

        if (level.Many is null)
        {
            level.Many = new HashSet<string>(StringComparer.Ordinal);
            for (var i = level.FirstName; i < _names.Count; i++)
                level.Many.Add(Convert.ToHexString(output.Slice(_names[i].Start, _names[i].Length)));
        }

        return level.Many.Add(Convert.ToHexString(name));
    }

    private struct Level
    {
        public int Begin;
        public bool IsArray;
        public int Items;
        public int FirstName;
        public HashSet<string>? Many;
    }
}
