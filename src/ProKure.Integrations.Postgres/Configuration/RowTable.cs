using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Rows;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

/// <summary>The table of one kind of configuration rows.</summary>
internal abstract class RowTable
{
    /// <summary>What creates the row or writes it anew: one statement for its own table, then those for its parts.</summary>
    public abstract IEnumerable<Statement> Put(IConfigurationRow row, int version, DateTimeOffset changedAt, string changedBy);

    /// <summary>The rows that the row names, each with the field that names it.</summary>
    public abstract IEnumerable<(string Field, ConfigurationKey Key)> References(IConfigurationRow row);
}

/// <inheritdoc cref="RowTable"/>
internal class RowTable<T> : RowTable where T : class, IConfigurationRow
{
    private readonly RowColumns<T> _columns;
    private readonly string _selectAll;
    private readonly string _put;

    /// <param name="columns">Its columns, apart from those that every table has.</param>
    /// <param name="parts">What is read, last, from tables of its parts: expressions over the table.</param>
    public RowTable(RowColumns<T> columns, params string[] parts)
    {
        _columns = columns;
        string[] values = [.. columns.Values, "version", "changed_at", "changed_by"];
        string[] all = [.. columns.Keys, .. values];
        var key = string.Join(", ", columns.Keys);
        _selectAll = $"SELECT {string.Join(", ", [.. all, .. parts])} FROM {columns.Table} ORDER BY {key}";
        _put = $"""
            INSERT INTO {columns.Table} ({string.Join(", ", all)}) VALUES ({string.Join(", ", all.Select((_, i) => $"${i + 1}"))})
            ON CONFLICT ({key}) DO UPDATE SET {string.Join(", ", values.Select(column => $"{column} = excluded.{column}"))}
            """;
    }

    /// <summary>Selects all rows, ordered by key; <see cref="ReadVersioned"/> reads them.</summary>
    public Statement SelectAll() => new(_selectAll);

    /// <summary>Reads a row with its version.</summary>
    public Versioned<T> ReadVersioned(Row row)
    {
        var read = _columns.Read(row);
        var (version, changedAt, changedBy) = (row.ReadInt32(), row.ReadTime(), row.ReadText());
        return new Versioned<T>(ReadParts(row, read), version, changedAt, changedBy);
    }

    public override IEnumerable<Statement> Put(IConfigurationRow row, int version, DateTimeOffset changedAt, string changedBy)
    {
        var statement = new Statement(_put);
        _columns.Bind(statement, (T)row);
        return [statement.Bind(version).Bind(changedAt).Bind(changedBy), .. PutParts((T)row)];
    }

    public override IEnumerable<(string Field, ConfigurationKey Key)> References(IConfigurationRow row) => _columns.References((T)row);

    /// <summary>Adds what is kept in tables of its own.</summary>
    protected virtual T ReadParts(Row row, T read) => read;

    /// <summary>What writes that, in place of what stands there.</summary>
    protected virtual IEnumerable<Statement> PutParts(T row) => [];
}
