using ProKure.Integrations.Capture;

namespace ProKure.Integrations.Authentication;

/// <summary>Takes the secrets in use out of what streams by, also where a piece ends inside one.</summary>
/// <param name="mask">The secrets.</param>
/// <param name="next">Takes what is left.</param>
internal sealed class RunningMask(SecretMask mask, Action<ReadOnlySpan<byte>> next)
{
    private byte[] _held = [];

    /// <summary>Takes the next piece.</summary>
    public void Write(ReadOnlySpan<byte> piece)
    {
        if (_held.Length == 0)
        {
            WriteAll(piece);
            return;
        }

        var all = new byte[_held.Length + piece.Length];
        _held.CopyTo(all, 0);
        piece.CopyTo(all.AsSpan(_held.Length));
        WriteAll(all);
    }

    /// <summary>Nothing more comes. What may be the beginning of a secret is none when it is whole.</summary>
    public void Complete(bool isWhole)
    {
        if (_held.Length > 0)
            next(isWhole ? _held : Placeholder.Utf8);
        _held = [];
    }

    private void WriteAll(ReadOnlySpan<byte> bytes)
    {
        for (var (at, length) = mask.Find(bytes); at >= 0; (at, length) = mask.Find(bytes))
        {
            next(bytes[..at]);
            next(Placeholder.Utf8);
            bytes = bytes[(at + length)..];
        }

        var open = mask.OpenAtEnd(bytes);
        next(bytes[..^open]);
        _held = bytes[^open..].ToArray();
    }
}
