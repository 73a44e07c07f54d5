using System.Globalization;
using System.Text.Json;

namespace ProKure.Integrations.Authentication.Tokens;

/// <summary>What a token endpoint answered (RFC 6749, sections 5.1 and 5.2).</summary>
internal sealed record TokenResponse
{
    private const int LongestErrorCode = 64;

    /// <summary>How long a token counts as valid whose life is not said.</summary>
    public static readonly TimeSpan AssumedLife = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    /// <summary>The access token; null where there is none that can be sent.</summary>
    public string? AccessToken { get; private init; }

    /// <summary>How long it is valid; zero for this once.</summary>
    public TimeSpan Life { get; private init; }

    /// <summary>The refresh token for the next time; null to use the same again.</summary>
    public string? RefreshToken { get; private init; }

    /// <summary>The error's code, as <c>invalid_client</c>; null for none.</summary>
    public string? Error { get; private init; }

    /// <summary>What is wrong with a good answer; null for nothing.</summary>
    public string? Fault { get; private init; }

    /// <summary>The names of what it holds, for the log.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    public static TokenResponse Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : new TokenResponse { Fault = "is no JSON object" };
        }
        catch (JsonException)
        {
            return new TokenResponse { Fault = "is no JSON" };
        }
    }

    private static TokenResponse Read(JsonElement root)
    {
        var token = Text(root, "access_token");
        var type = Text(root, "token_type");
        return new TokenResponse
        {
            AccessToken = token,
            Life = LifeOf(root),
            RefreshToken = Text(root, "refresh_token"),
            Error = Text(root, "error") is { Length: <= LongestErrorCode } error && error.All(c => char.IsAsciiLetter(c) || c == '_') ? error : null,
            Fault = token switch
            {
                null or "" => "has no access_token",
                _ when token.AsSpan().ContainsAnyExceptInRange('!', '~') => "has an access_token that cannot stand in a header",
                _ when type is not null && !type.Equals("bearer", StringComparison.OrdinalIgnoreCase) => "has a token of another type than bearer",
                _ => null,
            },
            Names = [.. root.EnumerateObject().Select(member => member.Name)],
        };
    }

    // Some servers send a text. What is no number is no statement.
    private static TimeSpan LifeOf(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var value))
            return AssumedLife;
        var seconds = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out var number) ? number : double.NaN,
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => double.NaN,
        };
        return double.IsNaN(seconds) ? AssumedLife : TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestLife.TotalSeconds));
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
