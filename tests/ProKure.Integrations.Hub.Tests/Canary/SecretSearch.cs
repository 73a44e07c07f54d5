using System.Buffers.Binary;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Looks for many texts at once, in all their forms.</summary>
internal sealed class SecretSearch
{
    private const int FilterBits = 22;
    private readonly ulong[] _filter = new ulong[1 << (FilterBits - 6)];
    private readonly Dictionary<ulong, List<(byte[] Form, CanaryText Text)>> _forms = [];

    public SecretSearch(IEnumerable<CanaryText> texts)
    {
        foreach (var text in texts)
        {
            foreach (var form in SecretForms.Of(text.Text))
                Add(form, text);
        }
    }

    /// <summary>How many forms of how many texts are looked for.</summary>
    public int Forms => _forms.Values.Sum(list => list.Count);

    /// <summary>What is in the bytes, each text once.</summary>
    public IReadOnlyCollection<CanaryText> Find(ReadOnlySpan<byte> bytes)
    {
        HashSet<CanaryText> found = [];
        for (var at = 0; at + SecretForms.Shortest <= bytes.Length; at++)
        {
            var key = BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
            var bit = Hash(key);
            if ((_filter[bit >> 6] & (1UL << (int)(bit & 63))) == 0 || !_forms.TryGetValue(key, out var candidates))
                continue;
            foreach (var (form, text) in candidates)
            {
                if (bytes[at..].StartsWith(form))
                    found.Add(text);
            }
        }

        return found;
    }

    private void Add(byte[] form, CanaryText text)
    {
        var key = BinaryPrimitives.ReadUInt64LittleEndian(form);
        var bit = Hash(key);
        _filter[bit >> 6] |= 1UL << (int)(bit & 63);
        if (!_forms.TryGetValue(key, out var candidates))
            _forms.Add(key, candidates = []);
        candidates.Add((form, text));
    }

    private static ulong Hash(ulong key) => (key * 0x9E3779B97F4A7C15) >> (64 - FilterBits);
}

/// <summary>A text that is looked for.</summary>
/// <param name="Pipeline">What it went through.</param>
/// <param name="Text">The text.</param>
internal sealed record CanaryText(string Pipeline, string Text);
