using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres;

/// <summary>Which database the stores use. What the connection string says comes before the hub's own defaults.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>
    /// Npgsql's keywords and values, as <c>Host=db;Database=prokure;Username=prokure;Password=…</c>; also the place for TLS (<c>SSL Mode=VerifyFull</c>). Where it
    /// does not say otherwise: 5 s to connect (<c>Timeout</c>), 10 s for a command (<c>Command Timeout</c>), at most 32 connections (<c>Maximum Pool Size</c>).
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// How long the start waits for another hub that is just migrating the same database. 1 s to 1 h; default 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MigrationTimeout { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Checks <see cref="PostgresStoreOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class PostgresStoreOptionsValidator : IValidateOptions<PostgresStoreOptions>;

/// <summary>Reads <see cref="PostgresStoreOptions.ConnectionString"/> before anything connects.</summary>
internal sealed class ConnectionStringValidator : IValidateOptions<PostgresStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgresStoreOptions options)
    {
        try
        {
            ConnectionSettings.Of(options.ConnectionString);
            return ValidateOptionsResult.Success;
        }
        catch (PostgresStoreException fault)
        {
            return ValidateOptionsResult.Fail(fault.Message);
        }
    }
}
