using System.Text;
using System.Text.Json;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;
using LogDocuments = ProKure.TestKit.Logging.LogDocuments;

namespace ProKure.Integrations.Tests.Archives;

public sealed class ArchiveLineTests
{
    private static readonly string[] Texts =
    [
        "", " ", "plain", "größe ✓ 𝄞", "line\nfeed\r\n", "\u0000\u0001\u001f\u2028\u2029\ufeff", "\"quoted\\\"", "</script>&<>'", "[REDACTED]", "{\"a\":1}", new string('x', 5_000),
    ];

    [Fact]
    public void Line_EveryFieldOfADocument_ComesBack()
    {
        var document = LogDocuments.WithEveryField();

        var line = ArchiveLine.Encode(document);

        LogAssert.Same(document, ArchiveLine.Decode(line));

        // A field that is added to the document is archived too; that it is tested here is seen to by this count.
        using var json = JsonDocument.Parse(line);
        var names = json.RootElement.GetProperty("entry").EnumerateObject().Select(member => member.Name);
        var wanted = typeof(LogEntry).GetProperties().Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        Assert.Equal(wanted.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void Line_AnyDocument_ComesBackAndIsOneLine()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var document = Any(new Random(seed));

            var line = ArchiveLine.Encode(document);

            Assert.DoesNotContain((byte)'\n', line);
            LogAssert.Same(document, ArchiveLine.Decode(line));
            Assert.True(BodyOf(document).SequenceEqual(BodyOf(ArchiveLine.Decode(line))), $"The body of seed {seed} came back as another.");
        }
    }

    [Fact]
    public void Line_IsReadableAndInTheNamesOfTheLog()
    {
        var line = Encoding.UTF8.GetString(ArchiveLine.Encode(LogDocuments.Fail(LogDocuments.Pending(body: """{ "note": "größe" }"""))));

        Assert.Contains("\"system_code\":\"SAP\",\"endpoint_code\":\"CREATE_PO\",\"direction\":\"OUTBOUND\",\"status\":\"FAILED\",\"is_success\":false", line, StringComparison.Ordinal);
        Assert.Contains("\"error\":{\"type\":\"HTTP_STATUS\",\"phase\":\"OUTCOME\",\"side\":\"THEIRS\"", line, StringComparison.Ordinal);
        Assert.Contains("""{"name":"Authorization","value":"[REDACTED]"}""", line, StringComparison.Ordinal);
        Assert.Contains("""
            "body":"{ \"note\": \"größe\" }","body_format":"JSON"
            """, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"entry":{"request_id":"0198c0de-0000-7000-8000-000000000001"}}""")]
    public void Decode_NoDocument_Throws(string line) => Assert.Throws<JsonException>(() => ArchiveLine.Decode(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Decode_AFieldThatThisVersionDoesNotKnow_ThrowsRatherThanLosesIt()
    {
        var line = Encoding.UTF8.GetString(ArchiveLine.Encode(LogDocuments.Completed())).Replace("\"entry\":{", "\"entry\":{\"later\":1,", StringComparison.Ordinal);

        var fault = Assert.Throws<JsonException>(() => ArchiveLine.Decode(Encoding.UTF8.GetBytes(line)));

        Assert.Contains("later", fault.Message, StringComparison.Ordinal);
    }

    private static byte[] BodyOf(LogDocument document) => [.. document.Request?.Body.ToArray() ?? [], 0xFF, .. document.Response?.Body.ToArray() ?? []];

    private static LogDocument Any(Random random)
    {
        var start = LogDocuments.Start.AddMilliseconds(random.NextInt64(0, 1_000_000_000_000)).TruncateToMilliseconds();
        var entry = new LogEntry
        {
            RequestId = Guid.CreateVersion7(start),
            CorrelationId = Text(random),
            ParentRequestId = Maybe(random, () => Guid.CreateVersion7(start)),
            DeliveryId = Maybe(random, () => Guid.CreateVersion7(start)),
            SystemCode = Text(random),
            EndpointCode = Text(random),
            Direction = Member<LogDirection>(random),
            Status = Member<LogStatus>(random),
            IsSuccess = Maybe(random, () => random.Next(2) == 0),
            HttpMethod = MaybeText(random),
            RequestUrl = MaybeText(random),
            ResponseStatus = Maybe(random, () => random.Next()),
            StartedAt = start,
            CompletedAt = Maybe(random, () => start.AddMilliseconds(random.Next())),
            DurationMs = Maybe(random, () => Number(random)),
            Timings = random.Next(2) == 0 ? null : new LogTimings { QueueMs = Maybe(random, () => Number(random)), DnsMs = Maybe(random, () => Number(random)), BodyMs = Number(random) },
            Error = random.Next(2) == 0
                ? null
                : new LogError
                {
                    Type = Member<ErrorType>(random),
                    Phase = Member<ErrorPhase>(random),
                    Side = Member<ErrorSide>(random),
                    Message = Text(random),
                    Code = MaybeText(random),
                    StackTrace = MaybeText(random),
                    Fingerprint = Text(random),
                },
            Retry = new LogRetry { AttemptNumber = random.Next(), MaxAttempts = random.Next(), Reason = MaybeText(random), NextRetryAt = Maybe(random, () => start.AddDays(random.Next(900))) },
            Context = new LogContext
            {
                EntityType = MaybeText(random),
                EntityId = MaybeText(random),
                Keys = Enumerable.Range(0, random.Next(4)).ToDictionary(number => $"{number}{Text(random)}", _ => Text(random), StringComparer.Ordinal),
            },
            Actor = new LogActor(MaybeText(random), Member<TriggeredBy>(random)),
            RequestBytes = random.NextInt64(),
            ResponseBytes = Maybe(random, () => random.NextInt64()),
            RedactedFields = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Text(random))],
            RetentionClass = MaybeText(random),
            ExpiresAt = Maybe(random, () => start.AddDays(random.Next(900))),
            LegalHold = random.Next(2) == 0,
            ConfigVersion = random.Next(),
            InstanceId = Text(random),
            CreatedAt = start,
        };
        return new LogDocument(entry, Payload(random), Payload(random));
    }

    private static CapturedPayload? Payload(Random random)
    {
        if (random.Next(4) == 0)
            return null;
        var body = new byte[random.Next(64)];
        random.NextBytes(body);
        return new CapturedPayload
        {
            Headers = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new CapturedHeader(Text(random), Text(random)))],
            Body = random.Next(3) == 0 ? body : Encoding.UTF8.GetBytes(Text(random)),
            Format = Member<BodyFormat>(random),
            IsTruncated = random.Next(2) == 0,
            Reference = random.Next(2) == 0 ? null : new BodyReference(Text(random), Text(random), random.NextInt64(), Text(random)),
        };
    }

    private static T? Maybe<T>(Random random, Func<T> make) where T : struct => random.Next(2) == 0 ? null : make();

    private static string? MaybeText(Random random) => random.Next(2) == 0 ? null : Text(random);

    private static string Text(Random random) => Texts[random.Next(Texts.Length)];

    private static double Number(Random random) => random.Next(3) switch
    {
        0 => random.NextDouble(),
        1 => random.NextDouble() * Math.Pow(10, random.Next(-300, 300)),
        _ => 0.1 + 0.2,
    };

    private static T Member<T>(Random random) where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
}
