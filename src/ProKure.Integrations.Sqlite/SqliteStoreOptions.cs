using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Sqlite;

/// <summary>Where the embedded stores keep their files and how safely they write.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The directory of the files; made when missing. One process at a time. Default <c>data</c>, below the working directory.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>How long log documents without a retention class are kept, from their creation. 1 hour to 68 years; default 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "24855.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>What a finished write survives. Default: a power failure.</summary>
    [EnumDataType(typeof(SqliteSynchronous))]
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>
    /// How long a write waits for a lock that another program, as a backup, holds on a file. 0 to 5 min; default 5 s; zero does not wait.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most reads of one file at a time; further ones wait. 1 to 64; default 8.</summary>
    [Range(1, 64)]
    public int MaxReaders { get; set; } = 8;

    /// <summary>Memory for pages of each file that the writer keeps, in MiB. 1 to 4,096; default 64.</summary>
    [Range(1, 4_096)]
    public int CacheMegabytes { get; set; } = 64;

    /// <summary>
    /// Length of a write-ahead file, in MiB, from which on its content is moved to the database file. 1 to 1,024; default 32. A larger one
    /// makes fewer, longer moves, for which writes wait, and a longer recovery after a crash.
    /// </summary>
    [Range(1, 1_024)]
    public int WriteAheadMegabytes { get; set; } = 32;
}

/// <summary>What a finished write survives.</summary>
public enum SqliteSynchronous
{
    /// <summary>A power failure: every commit waits for the disk.</summary>
    Full,

    /// <summary>The end of the process, but the last commits may be lost with the power. Several times faster on slow disks.</summary>
    Normal,
}

/// <summary>Checks <see cref="SqliteStoreOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>;
