namespace ProKure.LoadBench;

/// <summary>One of several hubs that are measured side by side.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Url">Its invoke URL.</param>
/// <param name="Key">Its API key; null where it asks for none.</param>
internal sealed record NamedHub(string Name, Uri Url, string? Key);
