using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Tests.Values;

public sealed class StringArenaTests
{
    [Fact]
    public void Add_OfShortTexts_GivesThemBack()
    {
        var arena = new StringArena();

        Assert.True(arena.TryAdd("one"u8, out var one));
        Assert.True(arena.TryAdd(""u8, out var empty));
        Assert.True(arena.TryAdd("größer"u8, out var wide));

        Assert.Equal(["one", "", "größer"], [one.AsString(), empty.AsString(), wide.AsString()]);
    }

    [Fact]
    public void Add_OfALongText_IsRefused() => Assert.False(new StringArena().TryAdd(new byte[StringArena.Longest + 1], out _));

    [Fact]
    public void Add_ToAFullArena_IsRefusedAndKeepsTheOthers()
    {
        var arena = new StringArena();
        var text = new byte[StringArena.Longest];
        Array.Fill(text, (byte)'x');
        Assert.True(arena.TryAdd("first"u8, out var first));

        var added = 0;
        while (arena.TryAdd(text, out _))
            Assert.InRange(++added, 1, 1_000);

        Assert.Equal("first", first.AsString());
        arena.Reset();
        Assert.True(arena.TryAdd(text, out var again));
        Assert.Equal(StringArena.Longest, again.AsString().Length);
    }

    [Fact]
    public void Add_OfManyEmptyTexts_IsRefusedInTheEnd()
    {
        var arena = new StringArena();

        var added = 0;
        while (arena.TryAdd(""u8, out _))
            Assert.InRange(++added, 1, 100_000);
    }

    [Fact]
    public void Evaluation_ThatMakesMoreThanFitsIn_GoesOn() =>
        Assert.Equal("[20000,20000]", Evaluate.Text("($x := [1..20000].('item ' & $); [$count($distinct($x)), $count($x)])"));
}
