using ProKure.Integrations.Formats;

namespace ProKure.Integrations.Objects;

/// <summary>The next bytes of a stream, which is closed with it unless it is to stay open.</summary>
internal sealed class StreamPart(Stream whole, long length, bool leaveOpen = false) : ReadingStream
{
    private long _left = length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0)
            return 0;
        var read = await whole.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
        _left -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
            whole.Dispose();
        base.Dispose(disposing);
    }
}
