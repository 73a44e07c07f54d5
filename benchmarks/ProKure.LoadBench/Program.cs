namespace ProKure.LoadBench;

internal static class Program
{
    /// <summary>Lets the socket threads run what follows a receive themselves: cheaper than the thread pool for work as short as ours.</summary>
    public const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private static async Task<int> Main(string[] args)
    {
        Environment.SetEnvironmentVariable(InlineCompletions, "1"); // Read by the runtime at the first use of a socket.
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            interrupted.Cancel();
        };
        try
        {
            return await new LoadBenchCommand(Console.Out, Console.Error).RunAsync(args, Environment.GetEnvironmentVariable, interrupted.Token);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted; nothing was reported");
            return LoadBenchCommand.Failed;
        }
    }
}
