namespace ProKure.Integrations.Configuration;

/// <summary>Finds what somebody perhaps meant to write.</summary>
internal static class Suggestion
{
    private const int LongestCompared = 64;

    /// <summary><c> Did you mean 'x'?</c> for the nearest candidate; empty when none is near.</summary>
    public static string For(string written, IEnumerable<string> candidates)
    {
        if (written.Length > LongestCompared)
            return "";
        var farthest = written.Length < 3 ? 0 : Math.Max(1, written.Length / 3);
        var nearest = candidates
            .Where(candidate => candidate.Length <= LongestCompared)
            .Select(candidate => (Candidate: candidate, Distance: Distance(written, candidate)))
            .Where(near => near.Distance <= farthest)
            .OrderBy(near => near.Distance).ThenBy(near => near.Candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Candidate is null ? "" : $" Did you mean '{nearest.Candidate}'?";
    }

    /// <summary>Letters to insert, delete, replace or swap with their neighbour; letter case, '-' and '_' do not count (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1], last = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = AreAlike(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && AreAlike(a[i - 1], b[j - 2]) && AreAlike(a[i - 2], b[j - 1]))
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last) = (last, row);
        }

        return last[b.Length];
    }

    private static bool AreAlike(char a, char b) => Plain(a) == Plain(b);

    private static char Plain(char c) => c == '-' ? '_' : char.ToLowerInvariant(c);
}
