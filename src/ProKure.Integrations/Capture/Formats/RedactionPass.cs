using System.Buffers;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>
/// One pass over a text of some format: takes it in pieces and writes it redacted. What it writes does not depend on how the text was cut, and what it
/// keeps in memory does not depend on the text's length.
/// </summary>
internal abstract class RedactionPass(RedactionScope scope, IBufferWriter<byte> output)
{
    /// <summary>Longer tokens (a string, an element's text, a form's value) are redacted piece by piece.</summary>
    public const int LongestToken = 64 * 1024;

    protected RedactionScope Scope => scope;

    protected IBufferWriter<byte> Output => output;

    /// <summary>Takes the next piece. All bytes are taken; some may wait for the next.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>The text is over: writes what has waited.</summary>
    public abstract void Complete();
}
