using System.Collections.Concurrent;

namespace MongoTestServer;

/// <summary>An open cursor: what the engine needs to go on, and its connection where the engine keeps state in one.</summary>
internal sealed record Cursor(long Id, string Database, byte[] Continuation, Engine.Lease? Connection)
{
    public long LastUsed { get; } = Environment.TickCount64;
}

/// <summary>The cursors that clients have open. A cursor is taken out while a getMore works on it.</summary>
internal sealed class CursorStore(Engine engine)
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<long, Cursor> _cursors = new();

    public int Count => _cursors.Count;

    public void Put(Cursor cursor) => _cursors[cursor.Id] = cursor;

    public Cursor? Take(long id) => _cursors.TryRemove(id, out var cursor) ? cursor : null;

    /// <summary>Closes a cursor before its end. Returns whether it was open.</summary>
    public async Task<bool> KillAsync(long id)
    {
        if (Take(id) is not { } cursor)
        {
            return false;
        }

        await ReleaseAsync(cursor);
        await engine.QueryAsync("SELECT documentdb_api_internal.delete_cursors(ARRAY[$1])::bytea", CancellationToken.None, id);
        return true;
    }

    /// <summary>Gives back the connection of a cursor that is at its end or has failed.</summary>
    public static async Task ReleaseAsync(Cursor cursor)
    {
        await using var connection = cursor.Connection;
        if (connection is not null)
        {
            await connection.QueryAsync("CLOSE ALL", CancellationToken.None);
        }
    }

    public async Task KillIdleAsync()
    {
        var now = Environment.TickCount64;
        foreach (var cursor in _cursors.Values.Where(c => now - c.LastUsed > IdleLimit.TotalMilliseconds))
        {
            await KillAsync(cursor.Id);
        }
    }
}
