namespace ProKure.Integrations.Configuration;

/// <summary>One thing that is wrong with configuration that somebody wants to save.</summary>
/// <param name="Key">The row that it is in.</param>
/// <param name="Path">The field, in the names of the wire, as <c>query.expand</c> or <c>mappings[3].internal</c>; empty for the row as a whole.</param>
/// <param name="Message">What was expected and what came.</param>
/// <param name="Position">For JSONata, the UTF-16 index in the expression; null otherwise.</param>
public sealed record ConfigurationFault(ConfigurationKey Key, string Path, string Message, int? Position = null);
