namespace ProKure.Integrations.Capture.Formats;

/// <summary>Parts of a content type or content disposition.</summary>
internal static class MediaType
{
    /// <summary>The type without parameters, as <c>application/json</c>.</summary>
    public static ReadOnlySpan<char> TypeOf(string? contentType)
    {
        if (contentType is null)
            return default;
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return contentType.AsSpan(0, end < 0 ? contentType.Length : end).Trim();
    }

    /// <summary>A parameter's value without quotes; null when it is not there.</summary>
    public static string? Parameter(string? value, string name)
    {
        if (value is null)
            return null;
        for (var at = value.IndexOf(';', StringComparison.Ordinal); at >= 0 && at < value.Length;)
        {
            at++;
            var equals = value.IndexOf('=', at);
            if (equals < 0)
                return null;
            var isWanted = value.AsSpan(at, equals - at).Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
            var start = equals + 1;
            while (start < value.Length && value[start] == ' ')
                start++;
            var isQuoted = start < value.Length && value[start] == '"';
            var end = isQuoted ? value.IndexOf('"', start + 1) : value.IndexOf(';', start);
            if (end < 0)
                end = value.Length;
            if (isWanted)
                return isQuoted ? value[(start + 1)..end] : value[start..end].Trim();
            at = isQuoted && end < value.Length ? value.IndexOf(';', end) : end;
        }

        return null;
    }
}
