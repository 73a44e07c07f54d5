using System.Globalization;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Erasure;

/// <summary>
/// Writes a file anew, so that nothing is left of rows that were deleted or moved: in free pages, in the gaps of pages that were split, in the write-ahead file. Writes wait
/// meanwhile.
/// </summary>
internal static class Compaction
{
    private const int Tries = 20;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    /// <returns>Where traces may be left; null for nowhere.</returns>
    public static async Task<string?> RunAsync(Database database, long maxBytes, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(database.Path);
        var bytes = new FileInfo(database.Path).Length;
        if (bytes > maxBytes)
        {
            await CheckpointAsync(database, cancellationToken);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{name} has {bytes} bytes and is not written anew (Erasure:MaxCompactBytes is {maxBytes}): pages that were split earlier may hold traces until VACUUM is run on it.");
        }

        await database.WriteAloneAsync(
            connection =>
            {
                // In memory the copy would take as much of it as the file has bytes.
                connection.ExecuteScript("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY");
                return true;
            },
            cancellationToken);
        return await CheckpointAsync(database, cancellationToken)
            ? null
            : $"{name}-wal could not be cut, since somebody reads the file all the time: it may hold traces until the hub's next stop.";
    }

    // False as long as a reader still needs what stands in the write-ahead file.
    private static async Task<bool> CheckpointAsync(Database database, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await database.WriteAloneAsync(connection => connection.ReadInt64("PRAGMA wal_checkpoint(TRUNCATE)") == 0, cancellationToken))
                return true;
            await Task.Delay(BetweenTries, cancellationToken);
        }

        return false;
    }
}
