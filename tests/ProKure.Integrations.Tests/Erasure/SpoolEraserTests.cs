using System.Text;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Spool;
using ProKure.Integrations.Tests.Execution;
using ProKure.Integrations.Tests.Spool;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Tests.Erasure;

public sealed class SpoolEraserTests : IDisposable
{
    private const string Canary = "ERASE-ME-4711";
    private static readonly BusinessEntity Entity = new("PURCHASE_ORDER", "PO-4711");
    private static readonly DateTimeOffset Order = LogDocuments.Start.AddMinutes(1);

    private readonly TemporarySpool _folder = new();
    private readonly FakeTimeProvider _time = new(LogDocuments.Start.AddMinutes(2));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Erase_TakesTheContentOfTheEntitysRecords_AndOfNoOther()
    {
        var spool = _folder.Open(options => options.SegmentBytes = 4 << 10);
        var about = Document(Canary);
        var lookup = Document(Canary).With(entry => entry with { Context = LogContext.None, CorrelationId = about.Entry.CorrelationId });
        var other = Document("keep-1").With(entry => entry with { Context = entry.Context with { EntityId = "PO-1" } });
        var later = Document("keep-2").With(entry => entry with { StartedAt = Order });
        var held = Document("keep-3").With(entry => entry with { LegalHold = true });
        var inFlight = LogDocuments.Pending(body: "\"keep-4\"");
        LogWrite[] writes =
        [
            other.AsInsert(), about.AsInsert(), Complete(about), Complete(lookup), Complete(later), Complete(held), inFlight.AsInsert(), Complete(other),
        ];
        foreach (var write in writes)
            spool.Append(spool.Log, LogSpoolCodec.Encode([write]));
        var eraser = Eraser(spool);
        Assert.Equal(3, eraser.Count(Entity, Order, []));

        Assert.Equal((3, 0), eraser.Erase(Entity, Order, []));

        Assert.Equal(0, eraser.Count(Entity, Order, []));
        Assert.Equal((0, 0), eraser.Erase(Entity, Order, []));
        Assert.DoesNotContain(Canary, Content(), StringComparison.Ordinal);
        Assert.All(["keep-1", "keep-2", "keep-3", "keep-4"], kept => Assert.Contains(kept, Content(), StringComparison.Ordinal));
        var left = ReadAll(spool);
        Assert.Equal(writes.Select(write => (write.Kind, write.Document.Entry.RequestId)), left.Select(write => (write.Kind, write.Document.Entry.RequestId)));
        foreach (var (expected, found) in writes.Zip(left))
        {
            var isErased = expected.Document == about || expected.Document == lookup;
            LogAssert.Same(isErased ? Erased.Of(expected.Document, _time.GetUtcNow()) : expected.Document, found.Document);
        }
    }

    [Fact]
    public void Erase_WhileTheDrainHasABatch_LosesNothing_AndAddsBehind()
    {
        var spool = _folder.Open();
        var documents = Enumerable.Range(0, 5).Select(i => Document($"{Canary}-{i}")).ToList();
        spool.Append(spool.Log, LogSpoolCodec.Encode([.. documents.Select(Complete)]));
        var batch = spool.Log.Read(2, int.MaxValue)!;

        Assert.Equal((5, 0), Eraser(spool).Erase(Entity, Order, []));
        spool.Append(spool.Log, LogSpoolCodec.Encode([Complete(Document("behind").With(entry => entry with { StartedAt = Order }))]));
        spool.Log.Remove(batch);

        Assert.Equal(6, ReadAll(spool).Count);
        Assert.Empty(_folder.Files(".entries").Concat(_folder.Files(".bodies")));
    }

    [Fact]
    public void Erase_OfRecordsWhoseBodiesWereShed_LeavesThemShed()
    {
        var spool = _folder.Open(options => (options.MaxBytes, options.SegmentBytes) = (64 << 10, 16 << 10));
        var shed = Large('s');
        spool.Append(spool.Log, LogSpoolCodec.Encode([Complete(shed)]));
        for (var i = 0; i < 10; i++)
            spool.Append(spool.Log, LogSpoolCodec.Encode([Complete(Large('o'))]));
        spool.Append(spool.Log, LogSpoolCodec.Encode([Complete(Document(Canary).With(entry => entry with { CorrelationId = "mine" }))]));
        Assert.True(spool.State.Log.BodiesShed > 0);

        Assert.Equal(1, Eraser(spool).Erase(Entity, Order, []).Records);

        var first = ReadAll(spool)[0];
        Assert.Equal((shed.Entry.RequestId, true, BodyFormat.None), (first.Document.Entry.RequestId, first.Document.Request!.IsTruncated, first.Document.Request.Format));
    }

    [Fact]
    public void Erase_OfRecordsThatAHoldCovers_LeavesThem()
    {
        var spool = _folder.Open();
        spool.Append(spool.Log, LogSpoolCodec.Encode([Complete(Document("keep"))]));

        Assert.Equal((0, 0), Eraser(spool).Erase(Entity, Order, [new HoldScope { EntityType = Entity.Type, EntityId = Entity.Id }]));
        Assert.Equal((1, 0), Eraser(spool).Erase(Entity, Order, [new HoldScope { EntityType = Entity.Type, EntityId = "another" }]));
    }

    [Fact]
    public void Erase_SurvivesARestart_AndAnAdoption()
    {
        var first = _folder.Open();
        first.Append(first.Log, LogSpoolCodec.Encode([Complete(Document(Canary)), Complete(Document("keep").With(entry => entry with { StartedAt = Order }))]));
        Eraser(first).Erase(Entity, Order, []);
        first.Dispose();

        var second = _folder.Open();
        Assert.Equal(2, second.Adopt());

        Assert.Equal([true, false], ReadAll(second).Select(write => write.Document.Entry.ErasedAt is not null));
    }

    private static LogDocument Large(char fill) =>
        LogDocuments.Complete(LogDocuments.Pending(body: $"\"{new string(fill, 8_000)}\"")).With(entry => entry with { CorrelationId = "other", Context = LogContext.None });

    private SpoolEraser Eraser(HubSpool spool) => new(spool, new InMemoryLogStore(), _time);

    private static LogDocument Document(string text) => LogDocuments.Complete(LogDocuments.Pending(body: $"\"{text}\"")) with
    {
        Response = new CapturedPayload { Headers = [new("X-Note", text)], Body = Encoding.UTF8.GetBytes($"\"{text}\""), Format = BodyFormat.Json },
    };

    private static LogWrite Complete(LogDocument document) => new(LogWriteKind.Complete, document);

    private string Content() => string.Concat(_folder.Files(".entries").Concat(_folder.Files(".bodies")).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));

    private static List<LogWrite> ReadAll(HubSpool spool)
    {
        var all = new List<LogWrite>();
        while (spool.Log.Read(10, int.MaxValue) is { } batch)
        {
            all.AddRange(batch.Records.Select(LogSpoolCodec.Decode));
            spool.Log.Remove(batch);
        }

        return all;
    }
}
