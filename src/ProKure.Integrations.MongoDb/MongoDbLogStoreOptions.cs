using System.Buffers;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using MongoDB.Driver;

namespace ProKure.Integrations.MongoDb;

/// <summary>Where the log is on MongoDB, how safely it is written, how long it is kept, and how long anything may take.</summary>
public sealed class MongoDbLogStoreOptions
{
    /// <summary>The database unless another is named.</summary>
    public const string DefaultDatabase = "prokure_logs";

    /// <summary>
    /// Connection string (<c>mongodb://</c> or <c>mongodb+srv://</c>) with everything about TLS and authentication. Never written to any log. What it says of
    /// write concern, read concern and read preference stands, unless an option here says otherwise.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>The database; null takes the one in the connection string, else <c>prokure_logs</c>.</summary>
    public string? Database { get; set; }

    /// <summary>How long documents are kept, from their creation, by a TTL index. 1 hour to 68 years; default 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "24855.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// Whether collections, indexes and views are made and kept as this version needs them. Default true; false for a user who may only read and write, where
    /// <c>scripts/mongodb/integration-logs-schema.js</c> is run by somebody who may do more.
    /// </summary>
    public bool ApplySchema { get; set; } = true;

    /// <summary>
    /// How many members must have a write before it counts: <c>majority</c>, a number, or a tag. Null takes the connection string's, else <c>majority</c>.
    /// </summary>
    public string? WriteConcern { get; set; }

    /// <summary>Level of reads: <c>local</c>, <c>available</c>, <c>majority</c> or <c>linearizable</c>. Null takes the connection string's, else the server's.</summary>
    public string? ReadConcern { get; set; }

    /// <summary>
    /// Which members answer searches and finds: Primary, PrimaryPreferred, Secondary, SecondaryPreferred or Nearest. Null takes the connection string's, else
    /// the primary. Others may not know yet what was just written.
    /// </summary>
    public string? ReadPreference { get; set; }

    /// <summary>How long to look for a server that can take the operation. 100 ms to 5 min; default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ServerSelectionTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long opening a connection may take. 100 ms to 5 min; default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a server may keep silent during an operation before the connection is given up. 100 ms to 1 h; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SocketTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the members that <see cref="WriteConcern"/> asks for may take to confirm a write. 100 ms to 1 h; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most a search may take on the server. 100 ms to 1 h; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SearchTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Checks the attributes of <see cref="MongoDbLogStoreOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class MongoDbLogStoreOptionsValidator : IValidateOptions<MongoDbLogStoreOptions>;

/// <summary>Checks what attributes cannot say. No message holds a part of the connection string.</summary>
internal sealed class MongoDbLogStoreRules : IValidateOptions<MongoDbLogStoreOptions>
{
    private static readonly SearchValues<char> NotInDatabaseNames = SearchValues.Create(" /\\.\"$*<>:|?\0");
    private static readonly string[] ReadConcerns = ["local", "available", "majority", "linearizable"];

    public ValidateOptionsResult Validate(string? name, MongoDbLogStoreOptions options)
    {
        var faults = new List<string>();
        if (options.ConnectionString.Length > 0 && !IsConnectionString(options.ConnectionString))
            faults.Add("ConnectionStrings:MongoDb: Expected mongodb:// or mongodb+srv:// with hosts and known options, percent-encoded; found something else (not shown, it may hold a password).");
        if (options.Database is { } database && !IsDatabaseName(database))
            faults.Add($"MongoDb:Database: Expected 1 to 63 characters without space, / \\ . \" $ * < > : | ?, found '{database}'.");
        if (options.ReadConcern is { } concern && !ReadConcerns.Contains(concern, StringComparer.Ordinal))
            faults.Add($"MongoDb:ReadConcern: Expected one of {string.Join(", ", ReadConcerns)}, found '{concern}'.");
        if (options.ReadPreference is { } preference && !(Enum.TryParse<ReadPreferenceMode>(preference, out var mode) && Enum.IsDefined(mode)))
            faults.Add($"MongoDb:ReadPreference: Expected one of {string.Join(", ", Enum.GetNames<ReadPreferenceMode>())}, found '{preference}'.");
        if (options.WriteConcern is "" or "0")
            faults.Add($"MongoDb:WriteConcern: Expected majority, a number from 1 on, or a tag, found '{options.WriteConcern}': a write that nobody confirms is no record.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            _ = new MongoUrl(text);
            return true;
        }
        catch (Exception fault) when (fault is MongoException or ArgumentException or FormatException)
        {
            return false;
        }
    }

    private static bool IsDatabaseName(string name) => name.Length is > 0 and < 64 && !name.AsSpan().ContainsAny(NotInDatabaseNames);
}
