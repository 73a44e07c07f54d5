using System.Globalization;

namespace ProKure.Integrations.Objects;

/// <summary>Which body of an exchange.</summary>
public enum BodySide
{
    /// <summary>What was sent.</summary>
    Request,

    /// <summary>What came back.</summary>
    Response,
}

/// <summary>
/// The key of a body's object: <c>bodies/2026/11/26/SAP/{request id}-response</c>. By day, so that those of a day can be listed, and by system, so that rights and
/// rules of the store can be given to a system's.
/// </summary>
public static class BodyKey
{
    /// <summary>What the keys of all bodies begin with.</summary>
    public const string Prefix = "bodies/";

    /// <summary>The key of a body.</summary>
    /// <param name="startedAt">When the exchange began.</param>
    /// <param name="system">The system's code, which is a code of the configuration and so safe in paths.</param>
    /// <param name="requestId">Id of the exchange.</param>
    /// <param name="side">Which of its bodies.</param>
    public static string Of(DateTimeOffset startedAt, string system, Guid requestId, BodySide side) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{startedAt.UtcDateTime:yyyy'/'MM'/'dd}/{system}/{requestId}-{NameOf(side)}");

    /// <summary>The exchange and the side that a key names.</summary>
    public static bool TryParse(string key, out Guid requestId, out BodySide side)
    {
        (requestId, side) = (default, default);
        var name = key.AsSpan(key.LastIndexOf('/') + 1);
        var dash = name.LastIndexOf('-');
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || dash < 0 || !Guid.TryParse(name[..dash], out requestId))
            return false;
        side = name[(dash + 1)..] is "response" ? BodySide.Response : BodySide.Request;
        return name[(dash + 1)..] is "request" or "response";
    }

    private static string NameOf(BodySide side) => side == BodySide.Request ? "request" : "response";
}
