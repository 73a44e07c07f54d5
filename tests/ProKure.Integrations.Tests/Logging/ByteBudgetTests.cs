using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Logging;

public sealed class ByteBudgetTests
{
    [Fact]
    public void TakeAsync_RoomLeft_IsDoneAtOnce()
    {
        var budget = new ByteBudget(100);

        Assert.True(budget.TakeAsync(60, Token).IsCompletedSuccessfully);
        Assert.True(budget.TakeAsync(40, Token).IsCompletedSuccessfully);
        Assert.False(budget.TakeAsync(1, Token).IsCompleted);
    }

    [Fact]
    public async Task TakeAsync_NoRoom_WaitsItsTurn_EvenWhereASmallerOneWouldFit()
    {
        var budget = new ByteBudget(100);
        await budget.TakeAsync(80, Token);
        var large = budget.TakeAsync(90, Token);
        var small = budget.TakeAsync(10, Token);
        Assert.False(small.IsCompleted);

        budget.Release(80);

        await large;
        await small;
    }

    [Fact]
    public async Task TakeAsync_MoreThanTheBudget_WaitsUntilNobodyElseUsesAny()
    {
        var budget = new ByteBudget(100);
        await budget.TakeAsync(1, Token);
        var huge = budget.TakeAsync(1_000, Token);
        Assert.False(huge.IsCompleted);

        budget.Release(1);

        await huge;
        Assert.False(budget.TakeAsync(1, Token).IsCompleted);
    }

    [Fact]
    public async Task TakeAsync_GivenUp_LetsTheNextIn()
    {
        var budget = new ByteBudget(100);
        await budget.TakeAsync(50, Token);
        using var impatient = new CancellationTokenSource();
        var large = budget.TakeAsync(90, impatient.Token);
        var small = budget.TakeAsync(50, Token);

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        budget.Release(100);
        Assert.True(budget.TakeAsync(100, Token).IsCompletedSuccessfully);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
