using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Originals;

/// <summary>
/// Encrypts deliveries for the records of their attempts, with a data key of their own each, which the master key wraps and which is bound to the attempt. They are not redacted: without a
/// master key none is kept.
/// </summary>
public sealed partial class OriginalVault(IMasterKeyProvider keys, IOptions<OriginalOptions> options, ILogger<OriginalVault> logger)
{
    /// <summary>Whether there is a key to keep originals with.</summary>
    public bool KeepsAny => keys.CurrentKeyId is not null;

    /// <summary>The delivery as it may stand in the attempt's record; null where it is not to be kept, or cannot be.</summary>
    public ReadOnlyMemory<byte>? Seal(Guid requestId, Delivery delivery)
    {
        if (!KeepsAny || delivery.Payload.Length > options.Value.MaxBytes || options.Value.MaxBytes == 0)
            return null;
        try
        {
            return Envelope.Seal(keys, IdentityOf(requestId), Written(delivery)).ToBytes();
        }
        catch (MasterKeyException fault)
        {
            // The call goes on, and its record too: only what might have to be made anew could not be.
            Log.NotKept(logger, requestId, fault);
            return null;
        }
    }

    /// <summary>The delivery that was kept.</summary>
    /// <exception cref="MasterKeyException">The master key that it needs is not there, or it was changed, or belongs to another attempt.</exception>
    /// <exception cref="InvalidDataException">It is in a form that this version does not know.</exception>
    public Delivery Open(Guid requestId, ReadOnlyMemory<byte> kept) => Read(Envelope.Parse(kept).Open(keys, IdentityOf(requestId)));

    // The payload as it is, behind everything else as JSON, so that a newer hub reads what an older one kept.
    private static byte[] Written(Delivery delivery)
    {
        var outline = JsonSerializer.SerializeToUtf8Bytes(delivery with { Payload = default }, OriginalJson.Default.Delivery);
        using var written = new MemoryStream(outline.Length + delivery.Payload.Length + sizeof(int));
        using var writer = new BinaryWriter(written);
        writer.Write(outline.Length);
        writer.Write(outline);
        writer.Write(delivery.Payload.Span);
        return written.ToArray();
    }

    private static Delivery Read(byte[] written)
    {
        try
        {
            var length = BitConverter.ToInt32(written, 0);
            var outline = JsonSerializer.Deserialize(written.AsSpan(sizeof(int), length), OriginalJson.Default.Delivery);
            return outline! with { Payload = written.AsMemory(sizeof(int) + length) };
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new InvalidDataException("The original is no delivery.", fault);
        }
    }

    private static string IdentityOf(Guid requestId) => $"original {requestId}";

    private static partial class Log
    {
        [LoggerMessage(1611, LogLevel.Warning, "The original of attempt {RequestId} is not kept: it cannot be encrypted")]
        public static partial void NotKept(ILogger logger, Guid requestId, Exception reason);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Delivery))]
internal sealed partial class OriginalJson : JsonSerializerContext;
