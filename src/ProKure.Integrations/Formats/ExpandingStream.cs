using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Formats;

/// <summary>
/// Expands one coding and says what is wrong with it. That data which break off are noticed takes <c>System.IO.Compression.UseStrictValidation</c>, a setting of the process: without it half a body passes
/// for a whole one.
/// </summary>
/// <param name="expander">Expands.</param>
/// <param name="source">What it reads from.</param>
/// <param name="coding">For messages.</param>
internal sealed class ExpandingStream(Stream expander, SourceStream source, string coding) : ReadingStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await expander.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
        {
            throw source.IsAtItsEnd
                ? new EndOfStreamException($"what is compressed as {Shown.Value(coding)} has no end")
                : new InvalidDataException($"it is not compressed as {Shown.Value(coding)}", fault);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            expander.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Compressed data, and whether all of them were read.</summary>
internal sealed class SourceStream(Stream inner) : ReadingStream
{
    public bool IsAtItsEnd { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        IsAtItsEnd |= read == 0 && !buffer.IsEmpty;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
