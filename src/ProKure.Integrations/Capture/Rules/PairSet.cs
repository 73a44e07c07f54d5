namespace ProKure.Integrations.Capture.Rules;

/// <summary>A set of two bytes in a row.</summary>
internal sealed class PairSet
{
    private readonly ulong[] _bits = new ulong[256 * 256 / 64];

    /// <summary>The pairs of which something holds.</summary>
    public static PairSet Where(Func<byte, byte, bool> holds)
    {
        var pairs = new PairSet();
        for (var pair = 0; pair < 256 * 256; pair++)
        {
            if (holds((byte)(pair >> 8), (byte)pair))
                pairs.Add((byte)(pair >> 8), (byte)pair);
        }

        return pairs;
    }

    public void Add(byte first, byte second) => _bits[((first << 8) | second) >> 6] |= 1UL << (second & 63);

    public bool Contains(byte first, byte second) => (_bits[((first << 8) | second) >> 6] & (1UL << (second & 63))) != 0;
}
