using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

/// <summary>The columns of a kind of configuration rows, the same in every database: what they are called, how a row becomes values, and values a row. The SQL around them is each store's own.</summary>
/// <param name="table">The table's name.</param>
/// <param name="keys">The columns of its primary key.</param>
/// <param name="values">The other columns, apart from those that every table has.</param>
public abstract class RowColumns<T>(string table, IReadOnlyList<string> keys, IReadOnlyList<string> values) where T : class, IConfigurationRow
{
    /// <summary>The table's name.</summary>
    public string Table => table;

    /// <summary>The columns of its primary key.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>The other columns, apart from those that every table has.</summary>
    public IReadOnlyList<string> Values => values;

    /// <summary>Reads the key columns and the other columns, in this order. What a row keeps in tables of its own is not in it.</summary>
    public abstract T Read(IRowReader row);

    /// <summary>Binds the same columns in the same order.</summary>
    public abstract void Bind<TWriter>(TWriter writer, T row) where TWriter : IRowWriter<TWriter>;

    /// <summary>The rows that the row names, each with the field that names it.</summary>
    public virtual IEnumerable<(string Field, ConfigurationKey Key)> References(T row) => [];

    /// <summary>Names a system.</summary>
    protected static ConfigurationKey SystemKey(string code) => new(ConfigurationKind.System, null, code);
}
