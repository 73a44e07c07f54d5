using System.Buffers;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>User name and password before the host of a URL or a connection string of that form: <c>amqp://user:password@host</c>.</summary>
internal static class UserInfoRecogniser
{
    private static readonly SearchValues<byte> AuthorityEnds = SearchValues.Create("/?# \t\r\n\"'<>\\"u8);

    /// <param name="text">The text.</param>
    /// <param name="at">Index of the colon of <c>://</c>.</param>
    /// <param name="match">What was found.</param>
    public static bool TryMatch(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        var start = at + 1;
        while (start < text.Length && start < at + 5 && text[start] is (byte)'/' or (byte)'\\')
            start++;
        if (start < at + 3)
            return false;
        var authority = text[start..];
        var end = authority.IndexOfAny(AuthorityEnds);
        authority = authority[..(end < 0 ? authority.Length : end)];
        var length = authority.LastIndexOf((byte)'@');
        if (length <= 0 || Placeholder.Begins(authority))
            return false;
        match = new TextMatch(start, start + length, RedactionRule.UserInfo);
        return true;
    }
}
