using MongoDB.Bson;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.MongoDb.Logging;

/// <summary>The conditions of a search. The server chooses the index; the README says which one serves what.</summary>
internal static class LogSearch
{
    /// <summary>Newest first, as the indexes on <c>started_at</c> are. Entries of one millisecond are put in order by the caller.</summary>
    public static readonly BsonDocument NewestFirst = new("started_at", -1);

    public static readonly BsonDocument LargestIdFirst = new("_id", -1);

    public static readonly BsonDocument OldestFirst = new() { { "started_at", 1 }, { "_id", 1 } };

    /// <summary>An entry without what was sent and received, and without what is kept encrypted.</summary>
    public static readonly BsonDocument EntryOnly = new()
    {
        { "request_headers", 0 },
        { "request_body", 0 },
        { "response_headers", 0 },
        { "response_body", 0 },
        { "original.sealed", 0 },
    };

    /// <summary>A document without what is kept encrypted.</summary>
    public static readonly BsonDocument WithoutOriginal = new("original.sealed", 0);

    public static BsonDocument FilterFor(LogQuery query)
    {
        var filter = new BsonDocument();
        AddIfAny(filter, "correlation_id", query.CorrelationId);
        AddIfAny(filter, "context.entity_type", query.EntityType);
        AddIfAny(filter, "context.entity_id", query.EntityId);
        if (query.Status is { } status)
            filter.Add("status", WireName.Of(status));
        AddIfAny(filter, "system_code", query.SystemCode);
        AddIfAny(filter, "endpoint_code", query.EndpointCode);
        if (query.Direction is { } direction)
            filter.Add("direction", WireName.Of(direction));
        AddTimes(filter, query);
        if (query.After is { } after)
        {
            filter.Add("$or", new BsonArray
            {
                new BsonDocument("started_at", new BsonDocument("$lt", Date(after.StartedAt))),
                new BsonDocument("_id", new BsonDocument("$lt", after.RequestId.ToString())),
            });
        }

        return filter;
    }

    /// <summary>The same conditions, and one millisecond.</summary>
    public static BsonDocument FilterFor(LogQuery query, DateTimeOffset startedAt)
    {
        var filter = FilterFor(query);
        filter["started_at"] = Date(startedAt);
        return filter;
    }

    public static BsonDateTime Date(DateTimeOffset instant) => new(instant.ToUnixTimeMilliseconds());

    private static void AddTimes(BsonDocument filter, LogQuery query)
    {
        var times = new BsonDocument();
        if (query.From is { } from)
            times.Add("$gte", CeilingDate(from));
        if (query.To is { } to)
            times.Add("$lt", CeilingDate(to));
        if (query.After is { } after)
            times.Add("$lte", Date(after.StartedAt));
        if (times.ElementCount > 0)
            filter.Add("started_at", times);
    }

    private static void AddIfAny(BsonDocument filter, string name, string? value)
    {
        if (value is not null)
            filter.Add(name, value);
    }

    // Stored times are whole milliseconds: one is at or after an instant exactly when it is at or after the next whole millisecond.
    public static BsonDateTime CeilingDate(DateTimeOffset instant)
    {
        var whole = instant.ToUnixTimeMilliseconds();
        return new BsonDateTime(DateTimeOffset.FromUnixTimeMilliseconds(whole) < instant ? whole + 1 : whole);
    }
}
