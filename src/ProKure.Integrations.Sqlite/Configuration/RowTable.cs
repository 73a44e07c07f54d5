using System.Collections.Immutable;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Rows;
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
internal class RowTable<T> : RowTable where T : class, IConfigurationRow
{
    private readonly RowColumns<T> _columns;
    private readonly string _selectAll;
    private readonly string _selectOne;
    private readonly string _put;

    /// <param name="columns">Its columns, apart from those that every table has.</param>
    public RowTable(RowColumns<T> columns)
    {
        _columns = columns;
        string[] values = [.. columns.Values, "version", "changed_at", "changed_by"];
        string[] all = [.. columns.Keys, .. values];
        var key = string.Join(", ", columns.Keys);
        var select = $"SELECT {string.Join(", ", all)} FROM {columns.Table}";
        _selectAll = $"{select} ORDER BY {key}";
        _selectOne = $"{select} WHERE {string.Join(" AND ", columns.Keys.Select(column => $"{column} = ?"))}";
        _put = $"""
            INSERT INTO {columns.Table} ({string.Join(", ", all)}) VALUES ({string.Join(", ", all.Select(_ => "?"))})
            ON CONFLICT ({key}) DO UPDATE SET {string.Join(", ", values.Select(column => $"{column} = excluded.{column}"))}
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
        if (_columns.Keys.Count == 2)
            row.Bind(key.SystemCode);
        row.Bind(key.Code);
        return row.Step() && ReadVersioned(connection, row) is var found ? (found.Row, found.Version) : null;
    }

    public override void Put(Connection connection, IConfigurationRow row, int version, DateTimeOffset changedAt, string changedBy)
    {
        var typed = (T)row;
        var statement = connection.Prepare(_put);
        _columns.Bind(statement, typed);
        statement.Bind(version).Bind(changedAt).Bind(changedBy).Execute();
        PutParts(connection, typed);
    }

    public override IEnumerable<(string Field, ConfigurationKey Key)> References(IConfigurationRow row) => _columns.References((T)row);

    /// <summary>Adds what the row keeps in tables of their own.</summary>
    protected virtual T ReadParts(Connection connection, T read) => read;

    /// <summary>Writes what the row keeps in tables of their own, in place of what stands there.</summary>
    protected virtual void PutParts(Connection connection, T row)
    {
    }

    private Versioned<T> ReadVersioned(Connection connection, Statement row) =>
        new(ReadParts(connection, _columns.Read(row)), row.ReadInt32(), row.ReadTime(), row.ReadText());
}
