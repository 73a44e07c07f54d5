using System.Diagnostics.CodeAnalysis;

namespace ProKure.Integrations.Erasure;

/// <summary>A business entity as exchanges name it in their context: <c>SUPPLIER:4711</c>.</summary>
/// <param name="Type">Kind of entity.</param>
/// <param name="Id">Its key; may hold colons itself.</param>
public sealed record BusinessEntity(string Type, string Id)
{
    /// <summary>The most characters of each part.</summary>
    public const int MaxLength = 256;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out BusinessEntity? entity)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        entity = colon > 0 && colon < text!.Length - 1 ? new BusinessEntity(text[..colon], text[(colon + 1)..]) : null;
        return entity is { Type.Length: <= MaxLength, Id.Length: <= MaxLength };
    }

    /// <summary>Type and key with a colon in between.</summary>
    public override string ToString() => $"{Type}:{Id}";
}
