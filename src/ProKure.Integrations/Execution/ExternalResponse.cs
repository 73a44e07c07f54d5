using ProKure.Integrations.Formats;
using ProKure.Integrations.Formats.Soap;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Execution;

/// <summary>The other side's answer: the message from its headers on, and the body once read.</summary>
internal sealed class ExternalResponse(HttpResponseMessage message) : IDisposable
{
    public HttpResponseMessage Message => message;

    public int Status => (int)message.StatusCode;

    public bool IsSuccessStatus => message.IsSuccessStatusCode;

    /// <summary>The body, decompressed, as far as it was read.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Length of the body, decompressed, as far as it was read: also of what is not in memory.</summary>
    public long BodyBytes { get; set; }

    /// <summary>Whether there was more of the body than was read.</summary>
    public bool IsCutShort { get; set; }

    /// <summary>The body as it is stored, where it was too long to be in memory; null where <see cref="Body"/> is what is to be stored.</summary>
    public CapturedPayload? Recorded { get; set; }

    /// <summary>What became of a body that is stored rather than read; null for others.</summary>
    public StoredAnswer? Stored { get; set; }

    /// <summary>The place that the body takes among those that are read at a time; given back at the end.</summary>
    public ByteBudget.Rent? Place { get; set; }

    /// <summary>The room that the body takes among all that are read at a time; given back at the end.</summary>
    public ByteBudget.Rent? Room { get; set; }

    /// <summary>How many bytes the body had on the wire, compressed, as far as it was read.</summary>
    public long WireBytes { get; set; }

    /// <summary>The body as rules and transforms see it, a JSON text in UTF-8; empty for none, and for one that cannot be read.</summary>
    public ReadOnlyMemory<byte> Json { get; set; }

    /// <summary>Whether the body came in another form than rules and transform are written for.</summary>
    public bool IsUnexpected { get; set; }

    /// <summary>Whether the body is no text, and <see cref="Json"/> its base64.</summary>
    public bool IsBytes { get; set; }

    /// <summary>The SOAP fault that the body is; null for none.</summary>
    public SoapFault? Fault { get; set; }

    /// <summary>Why the body cannot be read in its form; null when it can.</summary>
    public BodyFormatException? Unreadable { get; set; }

    public void Dispose()
    {
        message.Dispose();
        Room?.Dispose();
        Place?.Dispose();
    }
}
