using Microsoft.Extensions.Primitives;

namespace ProKure.Integrations.Hub.Api.Invoke;

/// <summary>An answer as the caller of an invocation gets it, so that it can be kept and given again.</summary>
internal sealed record KeptAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Says of an answer that it was given before.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const byte Form = 1;

    public byte[] Write()
    {
        using var bytes = new MemoryStream(Body.Length + 256);
        using var writer = new BinaryWriter(bytes);
        writer.Write(Form);
        writer.Write(Status);
        writer.Write(Headers.Count);
        foreach (var (name, value) in Headers)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(Body.Span);
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">It is in a form that this version does not know.</exception>
    public static KeptAnswer Read(ReadOnlyMemory<byte> kept)
    {
        using var bytes = new MemoryStream(kept.ToArray());
        using var reader = new BinaryReader(bytes);
        if (reader.ReadByte() is var form && form != Form)
            throw new InvalidDataException($"Expected an answer in form {Form}, found {form}.");
        var status = reader.ReadInt32();
        var headers = new KeyValuePair<string, string>[reader.ReadInt32()];
        for (var i = 0; i < headers.Length; i++)
            headers[i] = new(reader.ReadString(), reader.ReadString());
        return new KeptAnswer(status, headers, kept[(int)bytes.Position..]);
    }

    public async Task SendAsync(HttpContext context, bool isReplay)
    {
        var response = context.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            response.Headers[name] = new StringValues(value);
        if (isReplay)
            response.Headers[ReplayedHeader] = "true";
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
