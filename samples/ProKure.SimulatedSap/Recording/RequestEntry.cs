namespace ProKure.Samples.Sap.Recording;

/// <summary>A request's live record; changed and read only under the lock of the log that made it.</summary>
internal sealed class RequestEntry(RecordedRequest arrived, int epoch)
{
    /// <summary>The connection was cut instead of answered; the server still ends the request as if it had been, which must not count.</summary>
    public bool Broken { get; set; }

    public RecordedRequest Current { get; set; } = arrived;

    /// <summary>The log's reset count when the request arrived: what arrived before a reset must not be counted after it.</summary>
    public int Epoch { get; } = epoch;
}
