using System.Collections.Concurrent;
using System.Text;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>What was found in the places where something of a call may be left.</summary>
internal sealed class Evidence
{
    private readonly ConcurrentQueue<(string Place, string Where, byte[] Bytes)> _pieces = new();

    public IEnumerable<string> Places => _pieces.Select(piece => piece.Place).Distinct(StringComparer.Ordinal);

    public long Bytes => _pieces.Sum(piece => (long)piece.Bytes.Length);

    /// <param name="place">The kind of place.</param>
    /// <param name="where">The table, the file, the route.</param>
    /// <param name="bytes">What stands there.</param>
    public void Add(string place, string where, byte[] bytes) => _pieces.Enqueue((place, where, bytes));

    public void Add(string place, string where, string text) => Add(place, where, Encoding.UTF8.GetBytes(text));

    public void Add(string place, IEnumerable<(string Where, byte[] Bytes)> pieces)
    {
        foreach (var (where, bytes) in pieces)
            Add(place, where, bytes);
    }

    /// <summary>Which of the texts stand where.</summary>
    public IReadOnlyCollection<Trace> Search(SecretSearch search) =>
        [.. _pieces.AsParallel().SelectMany(piece => search.Find(piece.Bytes).Select(text => new Trace(piece.Place, piece.Where, text))).Distinct()];
}

/// <summary>A text that was found.</summary>
internal sealed record Trace(string Place, string Where, CanaryText Text);
