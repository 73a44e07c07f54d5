using System.Text;
using ProKure.Integrations.Logging;

namespace ProKure.TestKit.Logging;

public abstract partial class LogStoreContract
{
    [Fact]
    public async Task Insert_WithEveryField_ComesBackAsWritten()
    {
        var document = LogDocuments.WithEveryField();

        await WriteAsync(document.AsInsert());

        LogAssert.Same(document, await FindAsync(document));
    }

    [Fact]
    public async Task Insert_WithRequiredFieldsOnly_ComesBackAsWritten()
    {
        var pending = LogDocuments.Pending();
        var bare = new LogDocument(
            new LogEntry
            {
                RequestId = pending.Entry.RequestId,
                CorrelationId = "c",
                SystemCode = "",
                EndpointCode = "",
                Direction = LogDirection.Inbound,
                Status = LogStatus.Failed,
                StartedAt = LogDocuments.Start,
                Retry = LogRetry.Single,
                Actor = new LogActor(null, TriggeredBy.System),
                InstanceId = "",
                CreatedAt = LogDocuments.Start,
            },
            null,
            null);

        await WriteAsync(bare.AsInsert());

        LogAssert.Same(bare, await FindAsync(bare));
    }

    [Fact]
    public async Task Completion_WithALateRequest_PutsItInPlaceOfWhatWasLeftOut()
    {
        var whole = LogDocuments.Pending(body: """{"po_number":"PO-4711"}""");
        var left = whole with { Request = new CapturedPayload { Headers = whole.Request!.Headers, Format = BodyFormat.NotCaptured } };
        await WriteAsync(left.AsInsert());
        LogAssert.Same(left, await FindAsync(left));

        var complete = LogDocuments.Complete(whole);
        await WriteAsync((complete with { Request = complete.Request! with { IsLate = true } }).AsCompletion());

        LogAssert.Same(complete, await FindAsync(complete));
    }

    [Fact]
    public async Task Insert_WithEmptyBodyAndNoHeaders_IsNotTheSameAsNone()
    {
        var document = LogDocuments.Pending() with { Request = new CapturedPayload() };

        await WriteAsync(document.AsInsert());

        LogAssert.Same(document, await FindAsync(document));
    }

    [Theory]
    [InlineData("Grüße, Ελληνικά, 日本語, 👩‍👩‍👧 and \u0301 combining")]
    [InlineData("quotes \" ' ` and \\ back \r\n\t lines")]
    [InlineData("""{"deep":{"number":12345678901234567890.123456789,"exp":1e-300}}""")]
    public async Task Insert_WithUnusualText_KeepsEveryCharacter(string text)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text };
        var document = LogDocuments.Pending().With(e => e with { Context = new LogContext { EntityId = text, Keys = keys } }) with
        {
            Request = new CapturedPayload { Headers = [new(text, text)], Body = Encoding.UTF8.GetBytes(text), Format = BodyFormat.Text },
        };

        await WriteAsync(document.AsInsert());

        LogAssert.Same(document, await FindAsync(document));
    }

    /// <summary>What may differ is said at <see cref="LogAssert.SameJson"/>.</summary>
    [Theory]
    [InlineData(""" { "a" : [ 1 , 2.50 , -0 , -0.0 , 1e5 , 1E-7 , 0.1 , 100.00 ] , "b" : { } , "c" : [ ] } """)]
    [InlineData("[2147483647,2147483648,-9223372036854775808,9223372036854775808,12345678901234567890123456789012345678901234567890]")]
    [InlineData("[0.1234567890123456789012345678901234,1.7976931348623157e308,1e400,1e-400,123456789.123456789123456789]")]
    [InlineData("""["\u0041\u00e9\/\"\\\b\f\n\r\t\u0000\u001f", "é👩‍👩‍👧", "\ud83d\udc69"]""")]
    [InlineData("""["\ud83d alone"]""")]
    [InlineData("""{"same":1,"same":2}""")]
    [InlineData("""{"$set":1,"a.b":{"$ref":2},"":3,"__proto__":4}""")]
    [InlineData("{\"with\\u0000nul\":1}")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("\"text\"")]
    [InlineData("-12.5")]
    [InlineData("""{"_id":{"$oid":"5f0e"},"at":{"$date":"2026-01-01T00:00:00Z"}}""")]
    public async Task Insert_WithJsonBody_KeepsEveryValue(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var pending = LogDocuments.Pending(body: json);
        var complete = LogDocuments.Complete(pending) with { Response = new CapturedPayload { Body = body, Format = BodyFormat.Json } };

        await WriteAsync(pending.AsInsert(), complete.AsCompletion());

        var found = await FindAsync(complete);
        Assert.Equal((BodyFormat.Json, BodyFormat.Json), (found!.Request!.Format, found.Response!.Format));
        LogAssert.SameJson(body, found.Request.Body);
        LogAssert.SameJson(body, found.Response.Body);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(101)]
    [InlineData(128)]
    public async Task Insert_WithDeepJson_KeepsEveryLevel(int levels)
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":[", levels / 2)) + "1" + string.Concat(Enumerable.Repeat("]}", levels / 2));
        var document = LogDocuments.Pending(body: json);

        await WriteAsync(document.AsInsert());

        LogAssert.SameJson(document.Request!.Body, (await FindAsync(document))!.Request!.Body);
    }

    [Fact]
    public async Task Insert_WithNulCharacterInBody_KeepsWhatFollowsIt()
    {
        var document = LogDocuments.Pending();
        document = document with { Request = document.Request! with { Body = "before\0after"u8.ToArray(), Format = BodyFormat.Text } };

        await WriteAsync(document.AsInsert());

        LogAssert.Same(document, await FindAsync(document));
    }

    [Fact]
    public async Task Insert_WithBodiesOfAMegabyte_KeepsThemWhole()
    {
        var body = string.Concat("\"", string.Concat(Enumerable.Range(0, 250_000).Select(i => (char)('a' + (i % 26)) + "é")), "\"");
        var pending = LogDocuments.Pending(body: body);
        var complete = LogDocuments.Complete(pending) with { Response = pending.Request };

        await WriteAsync(pending.AsInsert(), complete.AsCompletion());

        LogAssert.Same(complete, await FindAsync(complete));
    }

    [Fact]
    public async Task Insert_Repeated_LeavesTheFirst()
    {
        var first = LogDocuments.Pending();
        var second = first.With(e => e with { SystemCode = "OTHER" }) with { Request = new CapturedPayload() };

        await WriteAsync(first.AsInsert(), second.AsInsert());
        await WriteAsync(second.AsInsert());

        LogAssert.Same(first, await FindAsync(first));
        Assert.Single((await SearchAsync(new LogQuery())).Items);
    }

    [Fact]
    public async Task Complete_AfterInsert_SetsWhatBecameKnown()
    {
        var pending = LogDocuments.Pending();
        var complete = LogDocuments.Fail(pending).With(e => e with
        {
            Retry = new LogRetry { AttemptNumber = 1, MaxAttempts = 5, NextRetryAt = LogDocuments.Start.AddMinutes(1), Reason = "RETRY_SCHEDULED" },
            RedactedFields = ["body.iban"],
        });

        await WriteAsync(pending.AsInsert());
        await WriteAsync(complete.AsCompletion());

        LogAssert.Same(complete, await FindAsync(pending));
    }

    [Fact]
    public async Task Complete_InTheSameBatchAsItsInsert_IsCarriedOutAfterIt()
    {
        var documents = Enumerable.Range(0, 20).Select(i => LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i))).ToList();

        await WriteAsync([.. documents.Select(d => d.AsInsert()), .. documents.Select(d => LogDocuments.Complete(d).AsCompletion())]);

        foreach (var document in documents)
            LogAssert.Same(LogDocuments.Complete(document), await FindAsync(document));
    }

    [Fact]
    public async Task Complete_WithoutResponse_KeepsTheRequest()
    {
        var pending = LogDocuments.Pending();
        var cancelled = pending.With(e => e with { Status = LogStatus.Cancelled, IsSuccess = false, CompletedAt = LogDocuments.Start, DurationMs = 0 });

        await WriteAsync(pending.AsInsert(), cancelled.AsCompletion());

        LogAssert.Same(cancelled, await FindAsync(pending));
    }

    [Fact]
    public async Task Complete_WhoseInsertWasLost_InsertsTheDocument()
    {
        var complete = LogDocuments.Completed();

        await WriteAsync(complete.AsCompletion());

        LogAssert.Same(complete, await FindAsync(complete));
    }

    [Fact]
    public async Task Finding_OfAnAttemptThatEnded_ChangesNothingElse()
    {
        var complete = LogDocuments.Completed();
        await WriteAsync(complete.AsInsert());
        var next = complete.Entry.StartedAt.AddMinutes(5);

        await Store.NoteFindingAsync(complete.Entry.RequestId, "FOUND_NOT_DONE", next, Cancel);
        var planned = await Store.FindAsync(complete.Entry.RequestId, Cancel);
        await Store.NoteFindingAsync(complete.Entry.RequestId, "FOUND_DONE", null, Cancel);
        var ended = await Store.FindAsync(complete.Entry.RequestId, Cancel);

        LogAssert.Same(complete with { Entry = complete.Entry with { Retry = complete.Entry.Retry with { Reason = "FOUND_NOT_DONE", NextRetryAt = next } } }, planned);
        LogAssert.Same(complete with { Entry = complete.Entry with { Retry = complete.Entry.Retry with { Reason = "FOUND_DONE", NextRetryAt = null } } }, ended);
    }

    [Fact]
    public async Task Finding_OfAnAttemptInFlight_IsKeptWhenItsProcessIsFoundLost()
    {
        var pending = LogDocuments.Pending();
        await WriteAsync(pending.AsInsert());

        await Store.NoteFindingAsync(pending.Entry.RequestId, "FOUND_DONE", null, Cancel);
        var marked = Assert.Single(await Store.MarkLostAsync([], DateTimeOffset.MaxValue, pending.Entry.StartedAt, Cancel));

        Assert.Equal((LogStatus.Unknown, "FOUND_DONE"), (marked.Status, marked.Retry.Reason));
    }

    [Fact]
    public async Task Finding_OfWhatNobodyKnows_DoesNothing()
    {
        var id = Guid.CreateVersion7();

        await Store.NoteFindingAsync(id, "FOUND_DONE", null, Cancel);

        Assert.Null(await Store.FindAsync(id, Cancel));
    }

    [Fact]
    public async Task Complete_Repeated_LeavesTheFirstEnd()
    {
        var pending = LogDocuments.Pending();

        await WriteAsync(pending.AsInsert(), LogDocuments.Complete(pending).AsCompletion());
        await WriteAsync(LogDocuments.Fail(pending).AsCompletion(), pending.AsInsert());

        LogAssert.Same(LogDocuments.Complete(pending), await FindAsync(pending));
    }

    [Fact]
    public async Task Complete_WithStatusPending_IsRefused()
    {
        var pending = LogDocuments.Pending();

        var refusals = await Store.WriteAsync([pending.AsInsert(), pending.AsCompletion()], Cancel);

        Assert.Contains("PENDING", Assert.Single(refusals, refusal => refusal.Index == 1).Reason, StringComparison.Ordinal);
        LogAssert.Same(pending, await FindAsync(pending));
    }

    [Fact]
    public async Task Write_WithBadDocuments_RefusesThoseAndCarriesOutTheOthers()
    {
        var good = Enumerable.Range(0, 4).Select(i => LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i))).ToList();
        var unknownEnd = LogDocuments.Completed().With(e => e with { Status = (LogStatus)99 });
        var noNumber = LogDocuments.Completed().With(e => e with { DurationMs = double.NaN });

        var refusals = await Store.WriteAsync(
            [
                good[0].AsInsert(), unknownEnd.AsInsert(), good[1].AsInsert(), LogDocuments.Complete(good[0]).AsCompletion(),
                noNumber.AsCompletion(), good[2].AsInsert(), good[3].AsInsert(),
            ],
            Cancel);

        Assert.Equal([1, 4], refusals.Select(refusal => refusal.Index));
        Assert.All(refusals, refusal => Assert.NotEmpty(refusal.Reason));
        Assert.Null(await FindAsync(unknownEnd));
        Assert.Null(await FindAsync(noNumber));
        LogAssert.Same(LogDocuments.Complete(good[0]), await FindAsync(good[0]));
        foreach (var document in good.Skip(1))
            LogAssert.Same(document, await FindAsync(document));
    }

    [Fact]
    public async Task Write_WithHalfASurrogatePair_EitherRefusesOrKeepsTheRest()
    {
        var good = LogDocuments.Pending();
        var broken = LogDocuments.Pending().With(e => e with { Context = new LogContext { EntityId = "PO-\ud83d-1" } });

        var refusals = await Store.WriteAsync([broken.AsInsert(), good.AsInsert()], Cancel);

        Assert.DoesNotContain(refusals, refusal => refusal.Index == 1);
        LogAssert.Same(good, await FindAsync(good));
        Assert.Equal(refusals.Count == 0, await FindAsync(broken) is not null);
    }

    [Fact]
    public async Task Write_OfNothing_RefusesNothing() => Assert.Empty(await Store.WriteAsync([], Cancel));

    [Fact]
    public async Task Write_FromManyCallersAtOnce_LosesAndDoublesNothing()
    {
        const int callers = 16;
        const int each = 50;

        await Parallel.ForEachAsync(Enumerable.Range(0, callers), Cancel, async (caller, cancel) =>
        {
            for (var i = 0; i < each; i++)
            {
                var pending = LogDocuments.Pending(LogDocuments.Start.AddMilliseconds((caller * each) + i));
                Assert.Empty(await Store.WriteAsync([pending.AsInsert()], cancel));
                Assert.Empty(await Store.WriteAsync([LogDocuments.Complete(pending).AsCompletion(), pending.AsInsert()], cancel));
            }
        });

        var entries = await AllAsync(new LogQuery { Limit = 500 });
        Assert.Equal(callers * each, entries.Count);
        Assert.All(entries, entry => Assert.Equal(LogStatus.Success, entry.Status));
    }

    [Fact]
    public async Task Write_CancelledBefore_WritesNothing()
    {
        var pending = LogDocuments.Pending();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync([pending.AsInsert()], new CancellationToken(canceled: true)));

        Assert.Null(await FindAsync(pending));
    }
}
