using System.Globalization;
using System.Text;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Which pipeline's marks were found in which places, and which secrets.</summary>
internal sealed class CanaryMatrix
{
    private readonly ILookup<(string Pipeline, string Place), Trace> _marks;

    public CanaryMatrix(CanaryBook book, Evidence evidence)
    {
        Secrets = [.. book.Secrets.DistinctBy(secret => secret.Text, StringComparer.Ordinal)];
        var marks = book.Marks.ToHashSet();
        var search = new SecretSearch(Secrets.Concat(marks));
        Forms = search.Forms;
        Places = [.. evidence.Places];
        Pipelines = [.. marks.Select(mark => mark.Pipeline).Order(StringComparer.Ordinal)];
        var traces = evidence.Search(search).ToLookup(trace => marks.Contains(trace.Text));
        Leaks = [.. traces[false].Select(leak => $"{leak.Text.Pipeline} in {leak.Place} {leak.Where}: {leak.Text.Text}").Order(StringComparer.Ordinal)];
        _marks = traces[true].ToLookup(trace => (trace.Text.Pipeline, trace.Place));
    }

    public IReadOnlyList<CanaryText> Secrets { get; }

    public int Forms { get; }

    public IReadOnlyList<string> Places { get; }

    public IReadOnlyList<string> Pipelines { get; }

    /// <summary>Secrets that were found, with where; there should be none.</summary>
    public IReadOnlyList<string> Leaks { get; }

    public bool HasMark(string pipeline, string place) => _marks.Contains((pipeline, place));

    /// <summary>A table: in how many tables, files, routes of a place a pipeline's mark was found.</summary>
    public override string ToString()
    {
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"| {"pipeline",-16} | {string.Join(" | ", Places)} |\n");
        foreach (var pipeline in Pipelines)
            table.Append(CultureInfo.InvariantCulture, $"| {pipeline,-16} | {string.Join(" | ", Places.Select(place => $"{_marks[(pipeline, place)].Count()}".PadLeft(place.Length)))} |\n");
        return table.ToString();
    }
}
