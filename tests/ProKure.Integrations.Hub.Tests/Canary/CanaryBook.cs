using System.Collections.Concurrent;
using ProKure.Integrations.Hub.Tests.Capture;
using ProKure.TestKit.Capture;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>All secrets that a run makes up, and for each pipeline a mark that is none: where the mark is found, a secret would have been too.</summary>
internal sealed class CanaryBook
{
    // So many secrets of different kinds go out with one call, and as many come back with its answer.
    private const int KindsPerCall = 6;

    // What no separator ends and every encoding changes; only its name tells that it is a secret.
    private const string Strange = "\"+/=<ü\\";

    private readonly ConcurrentQueue<CanaryText> _secrets = new();
    private readonly ConcurrentDictionary<string, string> _marks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _seeds = new(StringComparer.Ordinal);
    private int _calls;

    public IReadOnlyCollection<CanaryText> Secrets => _secrets;

    public IEnumerable<CanaryText> Marks => _marks.Select(mark => new CanaryText(mark.Key, mark.Value));

    /// <summary>How many calls were made up.</summary>
    public int Calls => _calls;

    // Of letters only: digits might happen to be those of a card.
    public string MarkOf(string pipeline) => _marks.GetOrAdd(
        pipeline, static name => $"mark-of-{name}-{string.Concat(Guid.CreateVersion7().ToString("N").Select(hex => (char)('g' + Convert.ToInt32(hex.ToString(), 16))))}");

    /// <summary>Calls that between them carry every kind of secret, out and back in every form of answers; the same for the same pipeline.</summary>
    /// <param name="pipeline">What they go through.</param>
    /// <param name="most">Fewer calls, with the first kinds only.</param>
    public IEnumerable<CanaryCall> CallsThrough(string pipeline, int most = LeakyAnswers.Forms)
    {
        var seed = SeedOf(pipeline);
        var sent = new SecretSamples(seed);
        var (goes, comes) = (PerCall(sent.OneOfEach()), PerCall(new SecretSamples(-seed).OneOfEach()));
        for (var form = 0; form < most; form++)
        {
            foreach (var sample in goes[form].Concat(comes[form]))
                Note(pipeline, sample.Secret);
            yield return new CanaryCall(pipeline, MarkOf(pipeline), Interlocked.Increment(ref _calls), form, goes[form], comes[form])
            {
                Password = Note(pipeline, sent.Password()),
                Token = Note(pipeline, sent.Password()),
                Pin = Note(pipeline, $"{sent.Password()[..10]}{Strange}{sent.Password()[..10]}"),
                Answered = Note(pipeline, sent.Password()),
            };
        }
    }

    /// <summary>A secret by itself.</summary>
    public string Note(string pipeline, string secret)
    {
        _secrets.Enqueue(new CanaryText(pipeline, secret));
        return secret;
    }

    // The last calls have the first kinds again.
    private static SecretSample[][] PerCall(IEnumerable<SecretSample> kinds)
    {
        var all = kinds.ToList();
        Assert.InRange(all.Count, KindsPerCall, KindsPerCall * LeakyAnswers.Forms);
        return [.. Enumerable.Range(0, KindsPerCall * LeakyAnswers.Forms).Select(i => all[i % all.Count]).Chunk(KindsPerCall)];
    }

    private int SeedOf(string pipeline) => pipeline.Aggregate(_seeds.AddOrUpdate(pipeline, 1, static (_, before) => before + 1), static (seed, c) => unchecked((seed * 31) + c) & 0xFFFFFF);
}
