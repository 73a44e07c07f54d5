using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Tests.Spool;

public sealed class SpoolQueueTests : IDisposable
{
    private static readonly string[] ThreeWithBodies = ["a:body", "bb:body", "ccc:body"];

    private readonly string _folder = Directory.CreateTempSubdirectory("prokure-queue-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WhatWasAppended_ComesInOrderWithItsBodies()
    {
        var queue = Queue();
        queue.Append([Record("a", "first", "second"), Record("b")]);
        queue.Append([Record("c", "", "only second")]);

        Assert.Equal(["a:firstsecond", "b:", "c:only second"], ReadAll(queue));
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void Read_WithoutRemoving_GivesTheSameAgain()
    {
        var queue = Queue();
        queue.Append([Record("a"), Record("b")]);

        var first = queue.Read(1, int.MaxValue)!;
        Assert.Equal(["a"], first.Records.Select(Text), StringComparer.Ordinal);
        Assert.Equal(["a", "b"], queue.Read(10, int.MaxValue)!.Records.Select(Text), StringComparer.Ordinal);

        queue.Remove(first);
        Assert.Equal(["b"], queue.Read(10, int.MaxValue)!.Records.Select(Text), StringComparer.Ordinal);
    }

    [Fact]
    public void Read_Emptied_LeavesNoFile()
    {
        var queue = Queue(segmentBytes: 200);
        for (var i = 0; i < 20; i++)
            queue.Append([Record($"entry {i}", "a body")]);
        Assert.NotEmpty(Directory.GetFiles(_folder));

        Assert.Equal(20, ReadAll(queue).Count);

        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Equal(new SpoolQueueState(0, 0, null, 20, 20, 0, 0), queue.State);
    }

    [Fact]
    public void Append_WhileReading_LosesNothing()
    {
        var queue = Queue(segmentBytes: 2_000);
        var read = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            queue.Append([Record($"{i}", $"body of {i}")]);
            if (i % 3 == 0 && queue.Read(2, int.MaxValue) is { } batch)
            {
                read.AddRange(batch.Records.Select(Whole));
                queue.Append([Record($"between {i}")]);
                queue.Remove(batch);
            }
        }

        read.AddRange(ReadAll(queue));

        Assert.Equal(200 + 67, read.Count);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}:body of {i}"), read.Where(text => !text.StartsWith("between", StringComparison.Ordinal)), StringComparer.Ordinal);
    }

    [Fact]
    public void Append_ManyAtOnce_KeepsEachOnce()
    {
        var queue = Queue(segmentBytes: 2_000);

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => queue.Append([Record($"entry {i}", $"body {i}")]));

        var expected = Enumerable.Range(0, 200).Select(i => $"entry {i}:body {i}").Order(StringComparer.Ordinal);
        Assert.Equal(expected, ReadAll(queue).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void State_CountsWhatWaitsAndSinceWhen()
    {
        var queue = Queue();
        queue.Append([Record("a", "body")]);
        _time.Advance(TimeSpan.FromSeconds(5));
        queue.Append([Record("b")]);

        var state = queue.State;

        Assert.Equal((2, 2), (state.Count, state.Spooled));
        Assert.Equal(_time.GetUtcNow() - TimeSpan.FromSeconds(5), state.OldestAt);
        Assert.Equal(Directory.GetFiles(_folder).Sum(file => new FileInfo(file).Length), state.Bytes);
    }

    [Fact]
    public void Append_NoRoom_ShedsTheOldestBodiesAndKeepsEveryEntry()
    {
        var queue = Queue(maxBytes: 100_000, segmentBytes: 10_000);
        for (var i = 0; i < 200; i++)
            queue.Append([Record($"{i}", new string('x', 1_000))]);

        var state = queue.State;
        Assert.InRange(state.Bytes, 1, 100_000);
        Assert.Equal((200, 0), (state.Count, state.Lost));
        var read = ReadAll(queue);

        var withoutBody = read.TakeWhile(text => text.EndsWith(":shed", StringComparison.Ordinal)).Count();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), read.Select(text => text.Split(':')[0]), StringComparer.Ordinal);
        Assert.InRange(withoutBody, 100, 199);
        Assert.All(read.Skip(withoutBody), text => Assert.EndsWith("x", text, StringComparison.Ordinal));
        Assert.Equal(withoutBody, state.BodiesShed);
    }

    [Fact]
    public void Append_NoRoomForEntries_DropsTheOldestLast_AndCountsThem()
    {
        var queue = Queue(maxBytes: 20_000, segmentBytes: 2_000);
        for (var i = 0; i < 1_000; i++)
            queue.Append([Record($"{i:D8}", "body")]);

        var state = queue.State;
        var read = ReadAll(queue);

        Assert.InRange(state.Bytes, 1, 20_000);
        Assert.Equal(1_000, state.Lost + read.Count);
        Assert.Equal(Enumerable.Range((int)state.Lost, read.Count).Select(i => $"{i:D8}"), read.Select(text => text.Split(':')[0]), StringComparer.Ordinal);
        Assert.InRange(read.Count, 300, 999);
    }

    [Fact]
    public void Append_MoreThanTheWholeRoom_IsRefused()
    {
        var queue = Queue(maxBytes: 1_000);

        Assert.Throws<SpoolUnavailableException>(() => queue.Append([Record(new string('x', 2_000))]));

        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void Append_BodyLargerThanTheRoom_KeepsTheEntry()
    {
        var queue = Queue(maxBytes: 1_000);

        queue.Append([Record("a", new string('x', 2_000))]);

        Assert.Equal(1, queue.State.BodiesShed);
        Assert.Equal(["a:shed"], ReadAll(queue));
    }

    [Fact]
    public void Append_FolderCannotBeMade_IsRefused_AndPossibleAgainOnceItCan()
    {
        var file = Path.Combine(_folder, "in-the-way");
        File.WriteAllText(file, "");
        var queue = new SpoolQueue("log", file, "hub", 1_000_000, 10_000, _time, NullLogger.Instance);

        Assert.Throws<SpoolUnavailableException>(() => queue.Append([Record("a")]));
        Assert.Equal(0, queue.State.Spooled);

        File.Delete(file);
        queue.Append([Record("b")]);
        Assert.Equal(["b:"], ReadAll(queue));
    }

    [Fact]
    public void Adopt_TornAtAnyByte_KeepsWhatIsWhole()
    {
        var left = Path.Combine(_folder, "left");
        var queue = Queue(left);
        foreach (var text in new[] { "a", "bb", "ccc" })
            queue.Append([Record(text, "body")]);
        queue.Dispose();
        var entries = Assert.Single(Directory.GetFiles(left, "*.entries"));
        var (whole, bodies) = (File.ReadAllBytes(entries), File.ReadAllBytes(Path.ChangeExtension(entries, ".bodies")));
        int[] ends = [0, 33, 33 + 34, 33 + 34 + 35];

        for (var length = 0; length <= whole.Length; length++)
        {
            var (torn, next) = (Path.Combine(_folder, $"torn-{length}"), Path.Combine(_folder, $"next-{length}"));
            Directory.CreateDirectory(torn);
            File.WriteAllBytes(Path.Combine(torn, "1.entries"), whole[..length]);
            File.WriteAllBytes(Path.Combine(torn, "1.bodies"), bodies);
            var adopting = Queue(next);

            var adopted = adopting.Adopt(torn);

            var expected = ends.Count(end => end <= length) - 1;
            Assert.Equal(expected, adopted);
            adopting.Append([Record("new")]);
            Assert.Equal([.. ThreeWithBodies.Take(expected), "new:"], ReadAll(adopting));
            Assert.Empty(Directory.GetFiles(torn));
        }
    }

    [Fact]
    public void Adopt_ZerosWhereTheTailShouldBe_EndsThere()
    {
        var left = Path.Combine(_folder, "left");
        var queue = Queue(left);
        queue.Append([Record("a")]);
        queue.Dispose();
        using (var file = File.Open(Assert.Single(Directory.GetFiles(left)), FileMode.Append))
            file.Write(new byte[4_096]);

        var next = Queue(Path.Combine(_folder, "next"));

        Assert.Equal(1, next.Adopt(left));
        Assert.Equal(["a:"], ReadAll(next));
    }

    [Fact]
    public void Read_BodyDamagedOnDisk_GivesTheEntryWithoutIt()
    {
        var queue = Queue();
        queue.Append([Record("a", "body"), Record("b", "good")]);
        using (var file = File.Open(Assert.Single(Directory.GetFiles(_folder, "*.bodies")), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.WriteByte((byte)'X');

        Assert.Equal(["a:shed", "b:good"], ReadAll(queue));
    }

    [Fact]
    public void Read_EntryDamagedOnDisk_CountsTheRestOfItsFileAsLost_AndGoesOn()
    {
        var queue = Queue(segmentBytes: 100);
        queue.Append([Record("a"), Record("b"), Record(new string('c', 100))]);
        queue.Append([Record("d")]);
        var damaged = Directory.GetFiles(_folder, "*.entries").Order(StringComparer.Ordinal).First();
        using (var file = File.Open(damaged, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = SpoolFrame.HeaderLength + 1 + SpoolFrame.HeaderLength;
            file.WriteByte((byte)'X');
        }

        Assert.Equal(["a:", "d:"], ReadAll(queue));
        Assert.Equal(2, queue.State.Lost);
    }

    [Fact]
    public void Read_FileDeletedByHand_GoesOnWithTheNext()
    {
        var queue = Queue(segmentBytes: 10);
        queue.Append([Record("a")]);
        queue.Append([Record("b")]);
        File.Delete(Directory.GetFiles(_folder, "*.entries").Order(StringComparer.Ordinal).First());

        Assert.Equal(["b:"], ReadAll(queue));
        Assert.Equal(1, queue.State.Lost);
    }

    private SpoolQueue Queue(string? folder = null, long maxBytes = 1 << 20, int segmentBytes = 10_000) =>
        new("log", folder ?? _folder, "hub", maxBytes, segmentBytes, _time, NullLogger.Instance);

    private static SpoolRecord Record(string entry, string first = "", string second = "") =>
        new(Encoding.UTF8.GetBytes(entry), Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second));

    private static string Text(SpooledRecord record) => Encoding.UTF8.GetString(record.Entry.Span);

    private static string Whole(SpooledRecord record) => $"{Text(record)}:{(record.Body is { } body ? Encoding.UTF8.GetString(body.Span) : "shed")}";

    private static List<string> ReadAll(SpoolQueue queue)
    {
        var all = new List<string>();
        while (queue.Read(7, int.MaxValue) is { } batch)
        {
            all.AddRange(batch.Records.Select(Whole));
            queue.Remove(batch);
        }

        return all;
    }
}
