using System.Diagnostics;

namespace ProKure.TestKit.Servers;

/// <summary>A PostgreSQL server that <c>scripts/test-postgres.sh</c> runs. It ends with this process, however that ends, since its standard input ends then.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _script;

    private PostgresProcess(Process script, string connectionString)
    {
        _script = script;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <summary>Why no server can be run here; null when one can.</summary>
    public static async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            return "the script that runs PostgreSQL needs bash";
        using var check = Run("--check");
        var reason = await check.StandardError.ReadToEndAsync(cancellationToken);
        await check.WaitForExitAsync(cancellationToken);
        return check.ExitCode == 0 ? null : reason.Trim();
    }

    public static async Task<PostgresProcess> StartAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var script = Run([.. arguments]);
        var errors = script.StandardError.ReadToEndAsync(CancellationToken.None);
        if (await script.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken) is { Length: > 0 } line)
            return new PostgresProcess(script, line);
        throw new InvalidOperationException($"PostgreSQL did not start: {await errors}");
    }

    /// <summary>Stops the server in good order; what is connected is cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience);
        _script.Dispose();
    }

    private static Process Run(params string[] arguments) => Process.Start(new ProcessStartInfo("bash", [Path.Combine(SourceTree.Root, "scripts", "test-postgres.sh"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;
}
