using System.Globalization;
using ProKure.Integrations.Hub.Api.Problems;

namespace ProKure.Integrations.Hub.Api.Resources;

/// <summary>What a caller says of the version that he wants to change (RFC 9110, section 13.1). A row's ETag is its version in quotes.</summary>
internal sealed record Precondition
{
    private const string Form = "an ETag as the hub gave it, such as \"3\"";

    /// <summary>No condition.</summary>
    public static readonly Precondition None = new();

    /// <summary><c>If-None-Match: *</c>: the row must not exist yet.</summary>
    public bool MustNotExist { get; private init; }

    /// <summary><c>If-Match</c>: the versions that will do; null without such a condition, empty where no version can.</summary>
    public IReadOnlyList<int>? Versions { get; private init; }

    /// <summary><c>If-Match: *</c>: any version will do.</summary>
    public bool AnyVersion { get; private init; }

    public bool IsNone => this is { MustNotExist: false, Versions: null, AnyVersion: false };

    public static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public bool Allows(int version) => AnyVersion || Versions?.Contains(version) != false;

    /// <summary>Reads the headers of a write.</summary>
    /// <returns>The condition, or what is wrong with the headers.</returns>
    public static (Precondition Condition, Problem? Problem) Read(HttpRequest request)
    {
        var (ifMatch, ifNoneMatch) = (request.Headers.IfMatch.ToString().Trim(), request.Headers.IfNoneMatch.ToString().Trim());
        if (ifMatch.Length > 0 && ifNoneMatch.Length > 0)
            return (None, Problem.InParameter("If-None-Match", "left out where If-Match is given", ifNoneMatch));
        if (ifNoneMatch.Length > 0)
            return ifNoneMatch == "*" ? (new Precondition { MustNotExist = true }, null) : (None, Problem.InParameter("If-None-Match", "* (create)", ifNoneMatch));
        if (ifMatch == "*")
            return (new Precondition { AnyVersion = true }, null);
        return ifMatch.Length == 0 ? (None, null) : ReadVersions(ifMatch);
    }

    private static (Precondition, Problem?) ReadVersions(string ifMatch)
    {
        var versions = new List<int>();
        foreach (var tag in ifMatch.Split(',', StringSplitOptions.TrimEntries))
        {
            var weak = tag.StartsWith("W/", StringComparison.Ordinal);
            var quoted = weak ? tag[2..] : tag;
            if (quoted.Length < 2 || quoted[0] != '"' || quoted[^1] != '"')
                return (None, Problem.InParameter("If-Match", Form, ifMatch));

            // A weak tag never matches (strong comparison), nor does one that is not of ours.
            if (!weak && int.TryParse(quoted.AsSpan(1, quoted.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                versions.Add(version);
        }

        return (new Precondition { Versions = versions }, null);
    }
}
