using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace ProKure.LoadBench.Targets;

/// <summary>A server that is started from its own build output, says on standard output where it listens, and ends with this object.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private ServerProcess(string project, Process process, Uri url)
    {
        Project = project;
        _process = process;
        Url = url;
    }

    public string Project { get; }

    public Uri Url { get; }

    /// <summary>The processor time that it has used since its start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the program of that project, built in this program's own configuration, and waits until it listens.</summary>
    /// <exception cref="LoadBenchException">It was not built, ended at once, or did not say in time where it listens.</exception>
    public static async Task<ServerProcess> StartAsync(string project, IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var program = ProgramOf(project);
        var start = new ProcessStartInfo("dotnet", [program, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(Program.InlineCompletions);

        var listens = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var errors = new StringBuilder();
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null && Listening().Match(line.Data) is { Success: true } match)
                listens.TrySetResult(new Uri(match.Groups["url"].Value));
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
                errors.AppendLine(line.Data);
        };
        process.Exited += (_, _) => listens.TrySetException(new LoadBenchException($"{project} ended before it listened"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return new ServerProcess(project, process, await listens.Task.WaitAsync(StartTimeout, cancellationToken));
        }
        catch (Exception fault)
        {
            await EndAsync(process);
            if (fault is OperationCanceledException)
                throw;
            lock (errors)
                throw new LoadBenchException($"{project} did not start: {fault.Message} {errors.ToString().Trim()}", fault);
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync(_process);

    private static async Task EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(EndTimeout);
        using (process)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(patience.Token);
        }
    }

    /// <summary>The program beside this one: .../bin/(project)/(configuration)/(project).dll.</summary>
    private static string ProgramOf(string project)
    {
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, project + ".dll");
        return File.Exists(program) ? program : throw new LoadBenchException($"Build {project} first: there is no {program}");
    }

    [GeneratedRegex(@"listens on (?<url>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
