using System.Reflection;
using System.Text;
using CsCheck;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Spool;
using ProKure.TestKit.Logging;
using LogDocuments = ProKure.TestKit.Logging.LogDocuments;

namespace ProKure.Integrations.Tests.Spool;

public sealed class LogSpoolCodecTests
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.String, Gen.String[Gen.Char.AlphaNumeric, 0, 200]).Select(WithoutLoneSurrogates);

    private static readonly Gen<DateTimeOffset> Time = Gen.Long[0, 4_102_444_800_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    private static readonly Gen<double?> Number = Gen.Double.Nullable();

    private static readonly Gen<CapturedPayload?> Payload = Gen.Select(
        Gen.Select(Text, Text, (name, value) => new CapturedHeader(name, value)).Array[0, 4], Gen.Byte.Array[0, 300], Gen.Enum<BodyFormat>(), Gen.Bool, Gen.Int[0, 2], Text,
        (headers, body, format, truncated, which, text) => which == 0
            ? null
            : new CapturedPayload
            {
                Headers = headers,
                Body = body,
                Format = format,
                IsTruncated = truncated,
                Reference = which == 1 ? null : new BodyReference(text, text, body.Length, text),
            });

    private static readonly Gen<LogEntry> Entry = Gen.Select(
        Gen.Select(Text, Text, Text, Gen.Enum<LogStatus>(), Gen.Enum<LogDirection>(), Gen.Enum<ErrorType>(), Gen.Enum<ErrorPhase>(), Gen.Enum<TriggeredBy>()),
        Gen.Select(Number, Number, Gen.Long, Gen.Int, Time, Time, Gen.Bool, Gen.Guid),
        (texts, values) =>
        {
            var (a, b, c, status, direction, errorType, phase, triggeredBy) = texts;
            var (number, other, bytes, count, time, later, flag, id) = values;
            return new LogEntry
            {
                RequestId = id,
                CorrelationId = a,
                ParentRequestId = flag ? id : null,
                SystemCode = b,
                EndpointCode = c,
                Direction = direction,
                Status = status,
                IsSuccess = flag ? !flag : null,
                HttpMethod = flag ? a : null,
                RequestUrl = flag ? null : b,
                ResponseStatus = flag ? count : null,
                StartedAt = time,
                CompletedAt = flag ? later : null,
                DurationMs = number,
                Timings = flag ? new LogTimings { DnsMs = other, BodyMs = number, QueueMs = 0.1 + 0.2 } : null,
                Error = flag ? new LogError { Type = errorType, Phase = phase, Side = ErrorSide.Theirs, Message = c, Code = flag ? a : null, Fingerprint = b } : null,
                Retry = new LogRetry { AttemptNumber = count, MaxAttempts = count, NextRetryAt = flag ? later : null, Reason = flag ? c : null },
                Context = new LogContext { EntityType = a, EntityId = flag ? b : null, Keys = new Dictionary<string, string>(StringComparer.Ordinal) { [a] = b } },
                Actor = new LogActor(flag ? c : null, triggeredBy),
                RequestBytes = bytes,
                ResponseBytes = flag ? bytes : null,
                RedactedFields = flag ? [a, b, c] : [],
                RetentionClass = flag ? a : null,
                ExpiresAt = flag ? later : null,
                LegalHold = flag,
                ErasedAt = flag ? later : null,
                SchemaVersion = count,
                ConfigVersion = count,
                InstanceId = c,
                CreatedAt = later,
            };
        });

    [Fact]
    public void Decode_OfWhatWasEncoded_IsTheSame_WithEveryField()
    {
        var document = LogDocuments.WithEveryField();

        var decoded = RoundTrip(document.AsCompletion()).Document;
        LogAssert.Same(document, decoded);
        Assert.Equal(document.Original!.Value.ToArray(), decoded.Original!.Value.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_OriginalThatIsNone_IsStillNotTheSameAsNoWordOfIt(bool isSaid)
    {
        var document = LogDocuments.Completed() with { Original = isSaid ? ReadOnlyMemory<byte>.Empty : default(ReadOnlyMemory<byte>?) };

        Assert.Equal(isSaid ? 0 : null, RoundTrip(document.AsCompletion()).Document.Original?.Length);
    }

    [Fact]
    public void Decode_OriginalWasShedWithTheBodies_SaysNothingOfIt()
    {
        var record = Assert.Single(LogSpoolCodec.Encode([LogDocuments.WithEveryField().AsInsert()]));

        var decoded = LogSpoolCodec.Decode(new SpooledRecord(record.Entry, null)).Document;

        Assert.Equal((null, false), (decoded.Original, decoded.Entry.HasOriginal));
    }

    // Whoever adds a field to the document must add it to that example too, or this fails: the test above compares nothing that is not set.
    [Fact]
    public void WithEveryField_LeavesNoFieldAtItsDefault()
    {
        var document = LogDocuments.WithEveryField();
        var unset = Unset(document.Entry).Concat(Unset(document.Entry.Timings!)).Concat(Unset(document.Entry.Error!)).Concat(Unset(document.Entry.Retry))
            .Concat(Unset(document.Entry.Context)).Concat(Unset(document.Entry.Actor)).Concat(Unset(document.Request!)).Concat(Unset(document.Response!));

        // False says something of success where the default says nothing, one of the sides has to be the first, and no store keeps what was late.
        Assert.Equal(["LogEntry.IsSuccess", "LogError.Side", "CapturedPayload.IsLate", "CapturedPayload.IsLate"], unset, StringComparer.Ordinal);
    }

    [Fact]
    public void Decode_ALateRequest_IsLateStill()
    {
        var document = LogDocuments.Completed();

        Assert.True(RoundTrip((document with { Request = document.Request! with { IsLate = true } }).AsCompletion()).Document.Request!.IsLate);
    }

    [Fact]
    public void Decode_OfWhatWasEncoded_IsTheSame_ForAnyDocument() =>
        Gen.Select(Gen.Enum<LogWriteKind>(), Entry, Payload, Payload).Sample(
            (kind, entry, request, response) =>
            {
                var write = RoundTrip(new LogWrite(kind, new LogDocument(entry, request, response)));
                Assert.Equal(kind, write.Kind);
                LogAssert.Same(new LogDocument(entry, request, response), write.Document);
            },
            iter: 300);

    [Fact]
    public void Decode_BodyWasShed_KeepsAllElseAndSaysSo()
    {
        var document = LogDocuments.Completed();
        var record = Assert.Single(LogSpoolCodec.Encode([document.AsCompletion()]));

        var (_, decoded) = LogSpoolCodec.Decode(new SpooledRecord(record.Entry, null));

        LogAssert.Same(document.Entry, decoded.Entry);
        foreach (var (before, after) in new[] { (document.Request!, decoded.Request!), (document.Response!, decoded.Response!) })
        {
            Assert.Equal(before.Headers, after.Headers);
            Assert.Equal((BodyFormat.None, true, 0), (after.Format, after.IsTruncated, after.Body.Length));
        }
    }

    [Fact]
    public void Encode_LoneSurrogates_BecomeReplacementCharacters()
    {
        var document = LogDocuments.Pending().With(entry => entry with { RequestUrl = "a\ud800b" });

        Assert.Equal("a\ufffdb", RoundTrip(document.AsInsert()).Document.Entry.RequestUrl);
    }

    private static LogWrite RoundTrip(LogWrite write)
    {
        var record = LogSpoolCodec.Encode([LogDocuments.Completed().AsInsert(), write])[1];
        return LogSpoolCodec.Decode(new SpooledRecord(record.Entry, (byte[])[.. record.FirstBody.Span, .. record.SecondBody.Span, .. record.ThirdBody.Span]));
    }

    private static IEnumerable<string> Unset(object part) => part.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => IsDefault(property.GetValue(part)))
        .Select(property => $"{part.GetType().Name}.{property.Name}");

    private static bool IsDefault(object? value) => value switch
    {
        null => true,
        System.Collections.ICollection { Count: 0 } => true,
        Enum member => Convert.ToInt32(member, null) == 0,
        ValueType number => number.Equals(Activator.CreateInstance(number.GetType())),
        _ => false,
    };

    private static string WithoutLoneSurrogates(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
