using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using ProKure.Integrations.Rows;
using SQLitePCL;

namespace ProKure.Integrations.Sqlite.Connections;

/// <summary>
/// A prepared statement, kept open by its <see cref="Connection"/> and borrowed for one run: disposing hands it back, empty. Values are bound, and columns
/// read, one after the other in the order of the SQL, without boxing.
/// </summary>
/// <remarks>
/// SqliteCommand boxes every value and copies every body once more; the log writes dozens of values a document. Texts are read by their length, since
/// SqliteDataReader ends them at the first NUL character.
/// </remarks>
internal sealed class Statement(sqlite3_stmt handle, sqlite3 connection) : IRowReader, IRowWriter<Statement>, IDisposable
{
    private const int StackText = 256;
    private int _bound;
    private int _read;
    private bool _borrowed;

    public Statement Borrow()
    {
        if (_borrowed)
            throw new InvalidOperationException("The statement is in use already.");
        _borrowed = true;
        return this;
    }

    public Statement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(handle, ++_bound, value));
        return this;
    }

    public Statement Bind(int value) => Bind((long)value);

    public Statement Bind(int? value) => Bind((long?)value);

    public Statement Bind(long? value) => value is { } present ? Bind(present) : BindNull();

    public Statement Bind(bool value) => Bind(value ? 1L : 0L);

    public Statement Bind(bool? value) => value is { } present ? Bind(present) : BindNull();

    public Statement Bind(double? value)
    {
        if (value is not { } present)
            return BindNull();
        if (double.IsNaN(present))
            throw new ArgumentException("Expected a number, found NaN, which SQLite would store as NULL.", nameof(value));
        Check(raw.sqlite3_bind_double(handle, ++_bound, present));
        return this;
    }

    public Statement Bind(DateTimeOffset value) => Bind(value.ToUnixTimeMilliseconds());

    public Statement Bind(DateTimeOffset? value) => value is { } present ? Bind(present) : BindNull();

    public Statement Bind(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BindBlob(bytes);
    }

    public Statement Bind(Guid? value) => value is { } present ? Bind(present) : BindNull();

    public Statement Bind<T>(T value) where T : struct, Enum => Bind(WireName.Of(value));

    public Statement Bind<T>(T? value) where T : struct, Enum => value is { } present ? Bind(present) : BindNull();

    public Statement Bind(string? value)
    {
        if (value is null)
            return BindNull();
        if (value.Length <= StackText)
        {
            Span<byte> small = stackalloc byte[StackText * 3];
            return BindUtf8(small[..Encoding.UTF8.GetBytes(value, small)]);
        }

        var large = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        BindUtf8(large.AsSpan(0, Encoding.UTF8.GetBytes(value, large)));
        ArrayPool<byte>.Shared.Return(large);
        return this;
    }

    /// <summary>SQLite keeps every text as it is.</summary>
    public Statement BindStorable(string? value) => Bind(value);

    /// <summary>SQLite keeps JSON as text.</summary>
    public Statement BindDocument(string? json) => Bind(json);

    /// <inheritdoc cref="BindDocument"/>
    public Statement BindJson(string? json) => Bind(json);

    /// <summary>Binds a text that is UTF-8 already. SQLite copies it.</summary>
    public Statement BindUtf8(ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, which SQLite would take for NULL.
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(handle, ++_bound, "") : raw.sqlite3_bind_text(handle, ++_bound, utf8));
        return this;
    }

    public Statement BindBlob(ReadOnlySpan<byte> bytes)
    {
        Check(raw.sqlite3_bind_blob(handle, ++_bound, bytes));
        return this;
    }

    public Statement Bind(ReadOnlyMemory<byte>? value) => value is { } bytes ? BindBlob(bytes.Span) : BindNull();

    // Statements come back with all values cleared, and unbound is NULL.
    public Statement BindNull()
    {
        _bound++;
        return this;
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        _read = 0;
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(result, connection);
        return false;
    }

    /// <summary>Runs to the end and hands the statement back.</summary>
    /// <returns>How many rows were inserted, changed or deleted.</returns>
    public int Execute()
    {
        using (this)
        {
            while (Step())
            {
            }

            return raw.sqlite3_changes(connection);
        }
    }

    public long ReadInt64() => raw.sqlite3_column_int64(handle, _read++);

    public int ReadInt32() => raw.sqlite3_column_int(handle, _read++);

    public bool ReadBoolean() => ReadInt64() != 0;

    public DateTimeOffset ReadTime() => DateTimeOffset.FromUnixTimeMilliseconds(ReadInt64());

    public double ReadDouble() => raw.sqlite3_column_double(handle, _read++);

    public Guid ReadGuid() => new(ReadBytes(), bigEndian: true);

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    public T ReadName<T>() where T : struct, Enum => WireName.Parse<T>(ReadText());

    /// <summary>The column's text or blob; gone with the next step.</summary>
    public ReadOnlySpan<byte> ReadBytes() => raw.sqlite3_column_blob(handle, _read++);

    byte[] IRowReader.ReadBytes() => ReadBytes().ToArray();

    /// <summary>Whether the next column is NULL; if so it counts as read.</summary>
    public bool ReadNull()
    {
        if (raw.sqlite3_column_type(handle, _read) != raw.SQLITE_NULL)
            return false;
        _read++;
        return true;
    }

    public long? ReadInt64OrNull() => ReadNull() ? null : ReadInt64();

    public int? ReadInt32OrNull() => ReadNull() ? null : ReadInt32();

    public bool? ReadBooleanOrNull() => ReadNull() ? null : ReadBoolean();

    public double? ReadDoubleOrNull() => ReadNull() ? null : ReadDouble();

    public DateTimeOffset? ReadTimeOrNull() => ReadNull() ? null : ReadTime();

    public Guid? ReadGuidOrNull() => ReadNull() ? null : ReadGuid();

    public string? ReadTextOrNull() => ReadNull() ? null : ReadText();

    public T? ReadNameOrNull<T>() where T : struct, Enum => ReadNull() ? null : ReadName<T>();

    /// <summary>Hands the statement back. What its last step returned has been seen, so nothing is checked.</summary>
    public void Dispose()
    {
        raw.sqlite3_reset(handle);
        raw.sqlite3_clear_bindings(handle);
        _bound = 0;
        _borrowed = false;
    }

    /// <summary>Ends the statement's life.</summary>
    public void Close() => handle.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, connection);
    }
}
