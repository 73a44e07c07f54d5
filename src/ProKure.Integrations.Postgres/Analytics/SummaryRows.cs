using NpgsqlTypes;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Analytics;

/// <summary>Summaries as rows, and a batch of them as arrays, one for each column.</summary>
internal static class SummaryRows
{
    /// <summary>
    /// Two summaries of one attempt begin at the same time; only one written by hand would not. A day more than what ids and times say is searched for them, instead
    /// of every month.
    /// </summary>
    private static readonly TimeSpan Around = TimeSpan.FromDays(1);

    private static readonly double[] BucketEnds = [.. Enumerable.Range(0, LatencyHistogram.BucketCount - 1).Select(LatencyHistogram.UpperBoundOf)];

    /// <summary>The upper ends of the histogram's buckets, but for the last, which has none.</summary>
    public static Statement BindBucketEnds(this Statement statement) => statement.BindMany(BucketEnds, NpgsqlDbType.Double);

    public static Statement WriteOf(IReadOnlyList<RequestSummary> batch)
    {
        var (from, to) = SpanOf(batch);
        return new Statement(SummarySql.Write)
            .BindMany(Each(batch, s => s.RequestId), NpgsqlDbType.Uuid)
            .BindMany(Texts(batch, s => s.CorrelationId), NpgsqlDbType.Text)
            .BindMany(Each(batch, s => s.ParentRequestId), NpgsqlDbType.Uuid)
            .BindMany(Texts(batch, s => s.SystemCode), NpgsqlDbType.Text)
            .BindMany(Texts(batch, s => s.EndpointCode), NpgsqlDbType.Text)
            .BindMany(Each(batch, s => WireName.Of(s.Direction)), NpgsqlDbType.Text)
            .BindMany(Texts(batch, s => s.HttpMethod), NpgsqlDbType.Text)
            .BindMany(Each(batch, s => WireName.Of(s.Status)), NpgsqlDbType.Text)
            .BindMany(Each(batch, s => s.ResponseStatus), NpgsqlDbType.Integer)
            .BindMany(Each(batch, s => s.StartedAt.TruncateToMilliseconds()), NpgsqlDbType.TimestampTz)
            .BindMany(Each(batch, s => s.DurationMs), NpgsqlDbType.Double)
            .BindMany(Each(batch, s => s.RequestBytes), NpgsqlDbType.Bigint)
            .BindMany(Each(batch, s => s.ResponseBytes), NpgsqlDbType.Bigint)
            .BindMany(Each(batch, s => s.AttemptNumber), NpgsqlDbType.Integer)
            .BindMany(Texts(batch, s => s.EntityType), NpgsqlDbType.Text)
            .BindMany(Texts(batch, s => s.EntityId), NpgsqlDbType.Text)
            .BindMany(Texts(batch, s => s.Organization), NpgsqlDbType.Text)
            .BindMany(Each(batch, s => s.ErrorType is { } error ? WireName.Of(error) : null), NpgsqlDbType.Text)
            .BindMany(Texts(batch, s => s.ErrorFingerprint), NpgsqlDbType.Text)
            .BindMany(Texts(batch, s => s.RetentionClass), NpgsqlDbType.Text)
            .BindMany(Each(batch, s => s.LegalHold), NpgsqlDbType.Boolean)
            .BindBucketEnds().Bind(from).Bind(to);
    }

    /// <summary>When an attempt with this id began, nearly; null where the id does not tell.</summary>
    public static (DateTimeOffset From, DateTimeOffset To)? NearOf(Guid id) => TimeOf(id) is { } time ? (Before(time), After(time)) : null;

    private static (DateTimeOffset From, DateTimeOffset To) SpanOf(IReadOnlyList<RequestSummary> batch)
    {
        var times = batch.Select(summary => summary.StartedAt).Concat(batch.Select(summary => TimeOf(summary.RequestId)).OfType<DateTimeOffset>()).ToList();
        return (Before(times.Min()), After(times.Max()));
    }

    // RFC 9562, section 5.7: the first 48 bits are milliseconds since 1970. An id of another version says nothing, and its time must be that of its summary.
    private static DateTimeOffset? TimeOf(Guid id)
    {
        if (id.Version != 7)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = 0L;
        foreach (var part in bytes[..6])
            milliseconds = (milliseconds << 8) | part;
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    private static DateTimeOffset Before(DateTimeOffset time) => time - DateTimeOffset.MinValue > Around ? time - Around : DateTimeOffset.MinValue;

    private static DateTimeOffset After(DateTimeOffset time) => DateTimeOffset.MaxValue - time > Around ? time + Around : DateTimeOffset.MaxValue;

    private static T[] Each<T>(IReadOnlyList<RequestSummary> batch, Func<RequestSummary, T> value) => [.. batch.Select(value)];

    private static string?[] Texts(IReadOnlyList<RequestSummary> batch, Func<RequestSummary, string?> value) =>
        [.. batch.Select(summary => value(summary) is { } text ? StorableText.Of(text) : null)];
}
