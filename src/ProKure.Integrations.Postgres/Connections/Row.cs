using Npgsql;
using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Postgres.Connections;

/// <summary>The row that a reader stands on; its columns are read one after the other in the order of the SQL.</summary>
internal sealed class Row(NpgsqlDataReader reader) : IRowReader
{
    private int _read = -1;

    public long ReadInt64() => reader.GetInt64(++_read);

    public long? ReadInt64OrNull() => ReadNull() ? null : ReadInt64();

    public int ReadInt32() => reader.GetInt32(++_read);

    public int? ReadInt32OrNull() => ReadNull() ? null : ReadInt32();

    public bool ReadBoolean() => reader.GetBoolean(++_read);

    public bool? ReadBooleanOrNull() => ReadNull() ? null : ReadBoolean();

    public double ReadDouble() => reader.GetDouble(++_read);

    public double? ReadDoubleOrNull() => ReadNull() ? null : ReadDouble();

    public DateTimeOffset ReadTime() => reader.GetFieldValue<DateTimeOffset>(++_read);

    public DateTimeOffset? ReadTimeOrNull() => ReadNull() ? null : ReadTime();

    public DateOnly ReadDay() => reader.GetFieldValue<DateOnly>(++_read);

    public TimeSpan ReadSpan() => reader.GetTimeSpan(++_read);

    public Guid ReadGuid() => reader.GetGuid(++_read);

    public Guid? ReadGuidOrNull() => ReadNull() ? null : ReadGuid();

    public string ReadText() => reader.GetString(++_read);

    public string? ReadTextOrNull() => ReadNull() ? null : ReadText();

    public T ReadName<T>() where T : struct, Enum => WireName.Parse<T>(ReadText());

    public T? ReadNameOrNull<T>() where T : struct, Enum => ReadNull() ? null : ReadName<T>();

    public byte[] ReadBytes() => reader.GetFieldValue<byte[]>(++_read);

    public T[] ReadMany<T>() => reader.GetFieldValue<T[]>(++_read);

    /// <summary>Whether the next column is NULL; then it counts as read.</summary>
    public bool ReadNull()
    {
        if (!reader.IsDBNull(_read + 1))
            return false;
        _read++;
        return true;
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        _read = -1;
        return await reader.ReadAsync(cancellationToken);
    }
}
