namespace ProKure.Integrations;

/// <summary>Part of an ordered result.</summary>
/// <param name="Items">The items of this page, in the order of the query.</param>
/// <param name="NextCursor">Opaque text that asks for the page after this one; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
