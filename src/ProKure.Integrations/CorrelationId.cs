using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ProKure.Integrations;

/// <summary>
/// The id that every exchange of one business act shares. A caller may bring its own (1 to 128 of <c>A-Z a-z 0-9 . _ : -</c>);
/// the hub makes a UUID (version 7) otherwise.
/// </summary>
public readonly record struct CorrelationId
{
    /// <summary>The longest id that is taken from a caller, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    private readonly string? _value;

    private CorrelationId(string value) => _value = value;

    /// <summary>A new id of the hub's own.</summary>
    public static CorrelationId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()).ToString());

    /// <summary>Takes a caller's id if it has the allowed length and characters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CorrelationId id)
    {
        if (text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(Allowed))
        {
            id = new CorrelationId(text);
            return true;
        }

        id = default;
        return false;
    }

    /// <summary>The id's text; empty for <c>default</c>, which stands for no id.</summary>
    public override string ToString() => _value ?? "";
}
