using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Archives;

/// <summary>Which archive files are kept no longer: those whose class says so, none of whose documents is under legal hold.</summary>
public sealed partial class ArchiveExpiry(IArchiveFiles files, ArchiveReader reader, IEnumerable<IArchiveHolds> holds, ILogger<ArchiveExpiry> logger)
{
    /// <summary>The files whose time is over. One that cannot be read is not among them: whether it is held cannot be known.</summary>
    /// <exception cref="StoreUnavailableException">A store is away.</exception>
    public async Task<IReadOnlyList<ArchiveFile>> FindOverAsync(IReadOnlyList<ArchivePolicy> policies, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var over = new List<ArchiveFile>();
        foreach (var policy in policies)
        {
            if (policy.OverUntil(now) is not { } until)
                continue;
            var query = new ArchiveFileQuery { RetentionClass = policy.RetentionClass, To = until, States = [ArchiveState.Marked] };
            foreach (var file in await files.ListAsync(query, cancellationToken))
            {
                if (!await IsHeldAsync(file, cancellationToken))
                    over.Add(file);
            }
        }

        return over;
    }

    private async Task<bool> IsHeldAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        try
        {
            var entries = await reader.ReadIndexAsync(file.Key, file.Content!, cancellationToken);
            foreach (var some in holds)
            {
                if (await some.CoverAnyAsync(file.Unit, entries, cancellationToken))
                    return true;
            }

            return false;
        }
        catch (ArchiveFileException fault)
        {
            Log.Kept(logger, file.Key, fault);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2021, LogLevel.Warning, "The time of {Key} is over, but it cannot be read: whether it is under legal hold cannot be known, and it is kept")]
        public static partial void Kept(ILogger logger, string key, Exception fault);
    }
}
