using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Startup;
using ProKure.Integrations.Reconciliation;

namespace ProKure.Integrations.Hub.Commands;

/// <summary>The verb <c>rebuild-summaries</c>: summaries and roll-ups anew from the log, with the settings and stores of the hub but without its server and workers.</summary>
internal static class RebuildSummariesCommand
{
    public const string Name = "rebuild-summaries";
    private const int WrongArguments = 2;
    private const int Interrupted = 130;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var (arguments, faults) = RebuildSummariesArguments.Read(args, TimeProvider.System.GetUtcMilliseconds());
        if (arguments is null)
        {
            foreach (var fault in faults)
                await Console.Error.WriteLineAsync($"{Name}: {fault}");
            await Console.Error.WriteLineAsync($"{Name} --help tells more.");
            return WrongArguments;
        }

        if (arguments.WantsHelp)
        {
            await Console.Out.WriteLineAsync(RebuildSummariesArguments.Usage);
            return 0;
        }

        await using var app = Build([.. arguments.Settings]);
        if (FindFault(app.Services) is { } missing)
        {
            await Console.Error.WriteLineAsync($"{Name}: {missing}");
            return WrongArguments;
        }

        using var interrupted = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            interrupted.Cancel();
        });
        try
        {
            var result = await app.Services.GetRequiredService<SummaryRebuild>().RunAsync(arguments.From, arguments.To, new Progress(), interrupted.Token);
            await Console.Out.WriteLineAsync(Told(arguments, result));
            return 0;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"{Name}: ended before it was done; what was written stays, and the same command goes over it again.");
            return Interrupted;
        }
    }

    private static WebApplication Build(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
        builder.AddHub();
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return builder.Build();
    }

    // Opening the embedded stores would make the directory, and find nothing in it.
    private static string? FindFault(IServiceProvider services)
    {
        var settings = services.GetRequiredService<IConfiguration>();
        var isEmbedded = settings.GetConnectionString("Postgres") is null || settings.GetConnectionString("MongoDb") is null;
        var directory = services.GetRequiredService<IOptions<HubOptions>>().Value.DataDirectory;
        return isEmbedded && !Directory.Exists(directory)
            ? $"Hub:DataDirectory: Expected the data directory of a hub, found none at '{Path.GetFullPath(directory)}'."
            : null;
    }

    private static string Told(RebuildSummariesArguments arguments, SummaryRebuildResult result)
    {
        var told = $"""
            Attempts from {UtcTimeConverter.Write(arguments.From)} to {UtcTimeConverter.Write(arguments.To)}:
            log documents read     {result.Read}
            still pending          {result.Pending}
            kept no longer         {result.Over}
            summaries written      {result.Written}
            roll-ups put right     {result.RollUpsPutRight}
            """;
        return result.RollUpsLeftUntil is { } until
            ? $"{told}\nRoll-ups before {UtcTimeConverter.Write(until)} were left as they are: not all of the summaries that they count are kept so long."
            : told;
    }

    /// <summary>A line for each ten pages, in order, unlike <see cref="Progress{T}"/>, which tells later on another thread.</summary>
    private sealed class Progress : IProgress<SummaryRebuildProgress>
    {
        private const int Step = 5_000;
        private long _told;

        public void Report(SummaryRebuildProgress value)
        {
            if (value.Read - _told < Step)
                return;
            _told = value.Read;
            Console.Error.WriteLine($"{Name}: {value.Read} log documents read, back to {UtcTimeConverter.Write(value.Position)}");
        }
    }
}
