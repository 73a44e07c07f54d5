using System.ComponentModel;
using System.Diagnostics;

namespace ProKure.Integrations.MongoDb.Tests.Schema;

/// <summary>MongoDB's shell from npm; installed beside the test program when the first test wants it.</summary>
internal static class Mongosh
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RunTimeout = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<string?>> Installed = new(InstallAsync);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Schema", "mongosh");

    /// <summary>Runs a script; skips the test where node and npm are missing.</summary>
    /// <returns>Exit code, and what it printed on both channels.</returns>
    public static async Task<(int ExitCode, string Output)> RunScriptAsync(
        string connectionString, string script, IReadOnlyDictionary<string, string> environment)
    {
        if (await Installed.Value is { } missing)
            Assert.Skip(missing);
        return await RunAsync("node", [Path.Combine("node_modules", "mongosh", "bin", "mongosh.js"), "--quiet", "--norc", connectionString, script], RunTimeout, environment);
    }

    /// <summary>Runs node without the shell; skips the test where it is missing.</summary>
    public static async Task<(int ExitCode, string Output)> RunNodeAsync(params string[] arguments)
    {
        try
        {
            return await RunAsync("node", arguments, RunTimeout);
        }
        catch (Win32Exception fault)
        {
            Assert.Skip($"node is needed: {fault.Message}");
            throw;
        }
    }

    private static async Task<string?> InstallAsync()
    {
        try
        {
            // npm writes this file last.
            if (File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
                return null;
            var (exitCode, output) = await RunAsync(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], InstallTimeout);
            return exitCode == 0 ? null : $"npm could not install mongosh: {output.Trim()}";
        }
        catch (Win32Exception fault)
        {
            return $"node and npm are needed to run the schema script: {fault.Message}";
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string[] arguments, TimeSpan limit, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // It would note its runs in the user's home.
            Environment = { ["HOME"] = Folder },
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }
}
