using System.Runtime.Intrinsics;

namespace ProKure.Integrations.Capture.Formats;

/// <content>
/// Members of objects as nearly all are: a short name and a short string or number without escapes and blanks, and a comma. They are read here in a row;
/// what is otherwise is left to the reading of single tokens, which reads these as well and comes to the same.
/// </content>
internal sealed partial class JsonPass
{
    // A string may be looked at with what is behind it.
    private const int MemberReach = 2 * (JsonText.LongestShort + 2) + 32;

    // Returns where a token is to be read on: a name, or the value or sign after one.
    private int ReadMembers(ReadOnlySpan<byte> text, int at, ref int copied)
    {
        while (text.Length - at >= MemberReach && text[at] == '"')
        {
            var length = JsonText.ShortLength(text, at + 1);
            if (length < 0 || text[at + length + 2] != ':')
                break;
            TakeName(text[(at + 1)..], length);
            at += length + 3;
            if (text[at] == '"')
            {
                length = JsonText.ShortLength(text, at + 1);
                if (length < 0)
                    break;
                TakeString(text, ref at, length, isPlain: true, ref copied);
            }
            else
            {
                length = _rule is null ? JsonText.ShortNumberLength(text, at) : 0;
                if (length == 0)
                    break;
                at += length;
                EndValue();
            }

            if (text[at] != ',')
                break;
            at++;
            (_expect, _rule) = (Expect.Name, null);
        }

        return at;
    }

    // The text goes on behind the name, and is copied with it: that is less work than to copy just so many bytes.
    private void TakeName(ReadOnlySpan<byte> text, int length)
    {
        Vector256.Create(text).CopyTo(_name);
        _nameLength = length;
        FindRule();
    }
}
