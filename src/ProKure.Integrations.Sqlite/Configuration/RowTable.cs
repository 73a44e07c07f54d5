using System.Collections.Immutable;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

/// <summary>The table of one kind of configuration rows.</summary>
internal abstract class RowTable
{
    /// <summary>The row and its version; null when it does not exist.</summary>
    public abstract (IConfigurationRow Row, int Version)? Find(Connection connection, ConfigurationKey key);

    /// <summary>Creates the row or writes it anew.</summary>
    public abstract void Put(Connection connection, IConfigurationRow row, int version, DateTimeOffset changedAt, string changedBy);

    /// <summary>The rows that the row names, each with the field that names it.</summary>
    public abstract IEnumerable<(string Field, ConfigurationKey Key)> References(IConfigurationRow row);
}

/// <inheritdoc cref="RowTable"/>
internal abstract class RowTable<T> : RowTable where T : class, IConfigurationRow
{
    private readonly string _selectAll;
    private readonly string _selectOne;
    private readonly string _put;
    private readonly bool _isOfSystem;

    /// <param name="table">The table's name.</param>
    /// <param name="keyColumns">The columns of its primary key.</param>
    /// <param name="columns">The other columns, apart from those that every table has.</param>
    protected RowTable(string table, string[] keyColumns, string[] columns)
    {
        string[] all = [.. keyColumns, .. columns, "version", "changed_at", "changed_by"];
        var key = string.Join(", ", keyColumns);
        var select = $"SELECT {string.Join(", ", all)} FROM {table}";
        _isOfSystem = keyColumns.Length == 2;
        _selectAll = $"{select} ORDER BY {key}";
        _selectOne = $"{select} WHERE {string.Join(" AND ", keyColumns.Select(column => $"{column} = ?"))}";
        _put = $"""
            INSERT INTO {table} ({string.Join(", ", all)}) VALUES ({string.Join(", ", all.Select(_ => "?"))})
            ON CONFLICT ({key}) DO UPDATE SET {string.Join(", ", all[keyColumns.Length..].Select(column => $"{column} = excluded.{column}"))}
            """;
    }

    /// <summary>All rows, ordered by key.</summary>
    public ImmutableArray<Versioned<T>> ReadAll(Connection connection)
    {
        using var rows = connection.Prepare(_selectAll);
        var all = ImmutableArray.CreateBuilder<Versioned<T>>();
        while (rows.Step())
            all.Add(ReadVersioned(connection, rows));
        return all.DrainToImmutable();
    }

    public override (IConfigurationRow Row, int Version)? Find(Connection connection, ConfigurationKey key)
    {
        using var row = connection.Prepare(_selectOne);
        if (_isOfSystem)
            row.Bind(key.SystemCode);
        row.Bind(key.Code);
        return row.Step() && ReadVersioned(connection, row) is var found ? (found.Row, found.Version) : null;
    }

    public override void Put(Connection connection, IConfigurationRow row, int version, DateTimeOffset changedAt, string changedBy)
    {
        var typed = (T)row;
        var statement = connection.Prepare(_put);
        Bind(statement, typed);
        statement.Bind(version).Bind(changedAt).Bind(changedBy).Execute();
        PutParts(connection, typed);
    }

    public override IEnumerable<(string Field, ConfigurationKey Key)> References(IConfigurationRow row) => References((T)row);

    /// <summary>Reads the key columns and the other columns, in the order given to the constructor.</summary>
    protected abstract T Read(Connection connection, Statement row);

    /// <summary>Binds the same columns in the same order.</summary>
    protected abstract void Bind(Statement statement, T row);

    /// <summary>Writes what the row keeps in tables of their own, in place of what stands there.</summary>
    protected virtual void PutParts(Connection connection, T row)
    {
    }

    /// <inheritdoc cref="RowTable.References"/>
    protected virtual IEnumerable<(string Field, ConfigurationKey Key)> References(T row) => [];

    /// <summary>Names a system.</summary>
    protected static ConfigurationKey SystemKey(string code) => new(ConfigurationKind.System, null, code);

    private Versioned<T> ReadVersioned(Connection connection, Statement row) =>
        new(Read(connection, row), row.ReadInt32(), row.ReadTime(), row.ReadText());
}
