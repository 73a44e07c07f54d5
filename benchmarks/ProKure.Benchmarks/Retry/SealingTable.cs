using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Benchmarks.Retry;

/// <summary>What it costs to encrypt a delivery's payload for the queue and to open it, beside the same with one data key for all.</summary>
internal static class SealingTable
{
    public static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("prokure-sealing-");
        try
        {
            var options = new MasterKeyOptions { File = Path.Combine(folder.FullName, "master.key"), CreateFile = true };
            return Make(new DeliveryVault(new ConfiguredMasterKeys(Options.Create(options), NullLogger<ConfiguredMasterKeys>.Instance)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Make(DeliveryVault vault)
    {
        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Payloads of deliveries

            One run on one machine, one core (.NET {Environment.Version}); CPU time of the process, of many short runs the one that a tenth are faster than. *A key each* is what the hub does: a data key for each payload, wrapped by the
            master key from a file. *One key* is encryption alone, under a data key that is at hand: the least that it could cost.

            | payload | seal, a key each | open, a key each | seal, one key | open, one key |
            |---|---:|---:|---:|---:|

            """));
        var key = RandomNumberGenerator.GetBytes(Aes256.KeyBytes);
        foreach (var (name, bytes, runs) in new[] { ("1 KiB", 1 << 10, 2_000), ("16 KiB", 16 << 10, 1_000), ("1 MiB", 1 << 20, 20) })
        {
            var clear = New(RandomNumberGenerator.GetBytes(bytes));
            var (kept, encrypted) = (vault.Seal(clear), Aes256.Encrypt(key, clear.Payload.Span, "delivery"));
            if (!vault.Open(kept).Payload.Span.SequenceEqual(clear.Payload.Span))
                throw new InvalidDataException("The vault does not give back what it was given.");
            double[] columns =
            [
                MicrosecondsOf(() => vault.Seal(clear), runs),
                MicrosecondsOf(() => vault.Open(kept), runs),
                MicrosecondsOf(() => Aes256.Encrypt(key, clear.Payload.Span, "delivery"), runs),
                MicrosecondsOf(() => Aes256.Decrypt(key, encrypted, "delivery"), runs),
            ];
            table.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", columns.Select(column => string.Create(CultureInfo.InvariantCulture, $"{column:N1} µs")))} |");
        }

        return table.ToString();
    }

    private static double MicrosecondsOf(Action run, int runs) => 1e6 / runs * CpuTime.Measure(() =>
    {
        for (var i = 0; i < runs; i++)
            run();
    });

    private static Delivery New(byte[] payload) => new()
    {
        Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
        SystemCode = "SAP",
        EndpointCode = "CREATE_PO",
        CorrelationId = "act-1",
        Payload = payload,
        Actor = new LogActor("anna", TriggeredBy.User),
        IdempotencyKey = "key-1",
        CreatedAt = DateTimeOffset.UnixEpoch,
        NotBefore = DateTimeOffset.UnixEpoch,
    };
}
