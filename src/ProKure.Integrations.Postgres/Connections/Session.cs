using Npgsql;

namespace ProKure.Integrations.Postgres.Connections;

/// <summary>An open connection for one piece of work. Each call is one round trip, however many statements it carries.</summary>
internal sealed class Session(NpgsqlConnection connection)
{
    /// <summary>Runs the statements in order; outside of a transaction they are one of their own.</summary>
    /// <returns>How many rows all of them together inserted, changed or deleted.</returns>
    public async Task<int> ExecuteAsync(IEnumerable<Statement> statements, CancellationToken cancellationToken)
    {
        await using var batch = BatchOf(statements);
        return batch.BatchCommands.Count == 0 ? 0 : await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc cref="ExecuteAsync(IEnumerable{Statement}, CancellationToken)"/>
    public Task<int> ExecuteAsync(Statement statement, CancellationToken cancellationToken) => ExecuteAsync([statement], cancellationToken);

    /// <summary>All rows of the statement.</summary>
    public async Task<List<T>> ReadAllAsync<T>(Statement statement, Func<Row, T> read, CancellationToken cancellationToken)
    {
        await using var results = await ReadAsync([statement], cancellationToken);
        var rows = await results.NextAsync(read, cancellationToken);
        await results.EndAsync(cancellationToken);
        return rows;
    }

    /// <summary>The one row that the statement gives.</summary>
    public async Task<T> ReadOneAsync<T>(Statement statement, Func<Row, T> read, CancellationToken cancellationToken) =>
        (await ReadAllAsync(statement, read, cancellationToken)).Single();

    /// <summary>Runs the statements, whose results are then read in their order. A statement without result has no place among them.</summary>
    public async Task<Results> ReadAsync(IEnumerable<Statement> statements, CancellationToken cancellationToken)
    {
        var batch = BatchOf(statements);
        try
        {
            return new Results(batch, await batch.ExecuteReaderAsync(cancellationToken));
        }
        catch
        {
            await batch.DisposeAsync();
            throw;
        }
    }

    private NpgsqlBatch BatchOf(IEnumerable<Statement> statements)
    {
        var batch = connection.CreateBatch();
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.Command);
        return batch;
    }
}

/// <summary>The results of several statements.</summary>
internal sealed class Results(NpgsqlBatch batch, NpgsqlDataReader reader) : IAsyncDisposable
{
    private bool _isBegun;

    /// <summary>All rows of the next result.</summary>
    public async Task<List<T>> NextAsync<T>(Func<Row, T> read, CancellationToken cancellationToken)
    {
        if (_isBegun && !await reader.NextResultAsync(cancellationToken))
            throw new InvalidOperationException("There are no more results.");
        _isBegun = true;
        var row = new Row(reader);
        var rows = new List<T>();
        while (await row.NextAsync(cancellationToken))
            rows.Add(read(row));
        return rows;
    }

    /// <summary>Passes over the next result.</summary>
    public async Task SkipAsync(CancellationToken cancellationToken) => await NextAsync(_ => true, cancellationToken);

    /// <summary>
    /// Waits until the server has done everything, the commit included. Disposing alone would pass over a time-out that struck there.
    /// </summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        while (await reader.NextResultAsync(cancellationToken))
        {
            // A result that nobody asked for.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync();
        await batch.DisposeAsync();
    }
}
