namespace ProKure.Integrations.Hub.Api.Problems;

/// <summary>A kind of problem, as clients tell them apart (RFC 9457). Each is documented in docs/reference/problems.md.</summary>
/// <param name="Slug">Its stable name, the end of <c>type</c>.</param>
/// <param name="Status">The HTTP status that goes with it.</param>
/// <param name="Title">What it is, the same for every occurrence.</param>
internal sealed record ProblemType(string Slug, int Status, string Title)
{
    /// <summary>The <c>type</c> member: a URI reference.</summary>
    public string Uri { get; } = $"/problems/{Slug}";
}
