using System.Buffers;
using ProKure.Integrations.Capture.Patterns;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Redacts a whole text without structure.</summary>
internal static class TextScan
{
    /// <summary>Shorter texts hold nothing.</summary>
    public const int Shortest = 5;

    /// <summary>Writes the text redacted, if there is anything to redact in it; else writes nothing.</summary>
    /// <returns>Whether there was.</returns>
    public static bool TryRedact(RedactionScope scope, ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        if (text.Length < Shortest)
            return false;
        var (copied, at) = (0, 0);
        while ((at = scope.Rules.Patterns.Candidate(text, at, copied, isWhole: true)) >= 0)
        {
            if (!scope.Rules.Patterns.TryMatch(text, at, copied, out var match) || match.Start < copied || IsEmptyEncodedText(scope, text, match))
            {
                at++;
                continue;
            }

            var end = match.End;
            var tail = new TailReader(match);
            if (match.Tail != Tail.None)
                end += tail.Read(text[end..]).Length;
            scope.NoteInText(match.Rule, match.Start);
            output.Write(text[copied..match.Start]);
            var removed = scope.Remove();
            removed.Add(text[match.Start..end]);
            removed.End(output, tail.QuoteBackslashes);
            copied = at = end;
        }

        if (copied > 0)
            output.Write(text[copied..]);
        return copied > 0;
    }

    /// <summary>Whether a match is base64 in which nothing is found. One that is not over in sight is not looked into, but removed.</summary>
    public static bool IsEmptyEncodedText(RedactionScope scope, ReadOnlySpan<byte> text, TextMatch match)
    {
        if (match.Rule != RedactionRule.EncodedText)
            return false;
        var decoded = EncodedText.Decode(text[match.Start..match.End]);
        if (decoded.IsEmpty)
            return true;
        if (match.Tail != Tail.None || scope.Nesting >= RedactionScope.MaxNesting)
            return false;
        return !WholeContent.TryRedact(scope.Probe(), decoded, new Scratch());
    }
}
