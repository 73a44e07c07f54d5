using System.Buffers;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Objects;

/// <summary>Takes a whole redacted body while it is being made. Any of its methods may throw what the disk throws.</summary>
internal interface IWholeBody : IBufferWriter<byte>, IDisposable
{
    /// <summary>The body is over: makes it durable.</summary>
    /// <returns>Where it can be found.</returns>
    BodyReference Complete();
}
