using System.Text;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Execution;

/// <summary>What is kept of the bodies of an exchange that is about secrets: names and what is public, nothing of what came.</summary>
/// <param name="request">The request body as it may be kept.</param>
internal sealed class ConfidentialBodies(string request)
{
    private const int MostNames = 20;

    /// <summary>The names of what the answer holds.</summary>
    public IReadOnlyList<string> ResponseNames { get; set; } = [];

    public CapturedPayload Request(CapturedPayload captured) => captured with { Body = Encoding.UTF8.GetBytes(request), Format = BodyFormat.Text, IsTruncated = false };

    public CapturedPayload Response(CapturedPayload captured) => captured with { Body = Encoding.UTF8.GetBytes(Kept()), Format = BodyFormat.Text, IsTruncated = false };

    // Names come from the other side too: only such as can be names are kept.
    private string Kept()
    {
        var names = ResponseNames.Where(name => name.Length <= 40 && name.All(c => char.IsAsciiLetter(c) || c == '_')).Take(MostNames).ToList();
        return names.Count == 0 ? Placeholder.Text : string.Join(", ", names.Select(name => $"{name}: {Placeholder.Text}"));
    }
}
