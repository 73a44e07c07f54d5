using System.Net;
using ProKure.Samples.Sap.Recording;

namespace ProKure.Samples.Sap;

/// <summary>How a simulated SAP listens and what it remembers.</summary>
public sealed class SimulatedSapOptions
{
    /// <summary>The port to listen on; 0, the default, takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The address to listen on; loopback by default.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>How many of the latest requests are kept; 1,000 by default. Counters stay exact beyond it.</summary>
    public int MaxRecordedRequests { get; init; } = 1_000;

    /// <summary>How many bytes of a request's body are kept, in bytes; 64 KiB by default. The body's length stays exact beyond it.</summary>
    public int MaxRecordedBodyBytes { get; init; } = 64 * 1024;

    /// <summary>How many of the latest purchase orders are kept; 100,000 by default. Duplicates are found among those kept.</summary>
    public int MaxPurchaseOrders { get; init; } = 100_000;

    /// <summary>The number that the first purchase order gets; 4500012345 by default.</summary>
    public long FirstPurchaseOrderNumber { get; init; } = 4_500_012_345;

    /// <summary>The clock of arrival times, delays and dates in answers; the machine's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Called when a request's headers have arrived, before its body is read and before anything is answered; null, the default, calls nothing.
    /// The answer waits for it, so that a test can look at what the caller had stored by then.
    /// </summary>
    public Func<RecordedRequest, CancellationToken, Task>? OnArrival { get; init; }
}
