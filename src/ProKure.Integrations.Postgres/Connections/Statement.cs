using Npgsql;
using NpgsqlTypes;
using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Postgres.Connections;

/// <summary>A statement with its values, bound one after the other as <c>$1</c>, <c>$2</c>, …; each has its type, also where it is NULL.</summary>
internal sealed class Statement(string sql) : IRowWriter<Statement>
{
    /// <summary>For the driver.</summary>
    public NpgsqlBatchCommand Command { get; } = new(sql);

    public Statement Bind(long value) => Add(value, NpgsqlDbType.Bigint);

    public Statement Bind(long? value) => AddOrNull(value, NpgsqlDbType.Bigint);

    public Statement Bind(int value) => Add(value, NpgsqlDbType.Integer);

    public Statement Bind(int? value) => AddOrNull(value, NpgsqlDbType.Integer);

    public Statement Bind(bool value) => Add(value, NpgsqlDbType.Boolean);

    public Statement Bind(bool? value) => AddOrNull(value, NpgsqlDbType.Boolean);

    public Statement Bind(double value) => Add(value, NpgsqlDbType.Double);

    public Statement Bind(double? value) => AddOrNull(value, NpgsqlDbType.Double);

    public Statement Bind(DateTimeOffset value) => Add(value.TruncateToMilliseconds(), NpgsqlDbType.TimestampTz);

    public Statement Bind(DateTimeOffset? value) => AddOrNull(value?.TruncateToMilliseconds(), NpgsqlDbType.TimestampTz);

    public Statement Bind(DateOnly value) => Add(value, NpgsqlDbType.Date);

    public Statement Bind(TimeSpan value) => Add(value, NpgsqlDbType.Interval);

    public Statement Bind(Guid value) => Add(value, NpgsqlDbType.Uuid);

    public Statement Bind(Guid? value) => AddOrNull(value, NpgsqlDbType.Uuid);

    public Statement Bind<T>(T value) where T : struct, Enum => Bind(WireName.Of(value));

    public Statement Bind<T>(T? value) where T : struct, Enum => Bind(value is { } present ? WireName.Of(present) : null);

    /// <summary>Binds a text as it is; one that PostgreSQL cannot keep is refused with <see cref="PostgresErrorCodes.CharacterNotInRepertoire"/>.</summary>
    public Statement Bind(string? value) => value is null ? AddNull(NpgsqlDbType.Text) : Add(value, NpgsqlDbType.Text);

    /// <summary>Binds a text that came from outside, made storable where it is not (see <see cref="StorableText"/>).</summary>
    public Statement BindStorable(string? value) => Bind(value is null ? null : StorableText.Of(value));

    public Statement Bind(ReadOnlyMemory<byte> value) => Add(value, NpgsqlDbType.Bytea);

    public Statement Bind(ReadOnlyMemory<byte>? value) => AddOrNull(value, NpgsqlDbType.Bytea);

    /// <summary>Binds a JSON text as <c>json</c>, which keeps it as written.</summary>
    public Statement BindJson(string? json) => json is null ? AddNull(NpgsqlDbType.Json) : Add(json, NpgsqlDbType.Json);

    /// <summary>Binds a JSON text as <c>jsonb</c>, which can be searched.</summary>
    public Statement BindDocument(string? json) => json is null ? AddNull(NpgsqlDbType.Jsonb) : Add(json, NpgsqlDbType.Jsonb);

    /// <summary>Binds one value for each row of <c>unnest</c>.</summary>
    public Statement BindMany<T>(T[] values, NpgsqlDbType elementType) => Add(values, NpgsqlDbType.Array | elementType);

    private Statement Add<T>(T value, NpgsqlDbType type)
    {
        Command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return this;
    }

    private Statement AddOrNull<T>(T? value, NpgsqlDbType type) where T : struct => value is { } present ? Add(present, type) : AddNull(type);

    private Statement AddNull(NpgsqlDbType type)
    {
        Command.Parameters.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type });
        return this;
    }
}
