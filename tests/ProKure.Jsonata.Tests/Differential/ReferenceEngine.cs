using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProKure.Jsonata.Tests.Differential;

/// <summary>jsonata-js on node, one process for all cases; installed beside the test program when the first test wants it.</summary>
public sealed class ReferenceEngine : IAsyncLifetime
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private Process? _node;

    /// <summary>Why there is no reference; null where there is one.</summary>
    public string? Missing { get; private set; }

    /// <summary>How often node was started anew.</summary>
    public int Restarts { get; private set; }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Differential");

    public async ValueTask InitializeAsync()
    {
        try
        {
            // npm writes this file last.
            if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
                await InstallAsync();
            _node = Start();
        }
        catch (Win32Exception fault)
        {
            Missing = $"node and npm are needed for the differential tests: {fault.Message}";
        }
        catch (InvalidOperationException fault)
        {
            Missing = fault.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is null)
            return;
        if (!_node.HasExited)
            _node.Kill();
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    internal async Task<Outcome> EvaluateAsync(DifferentialCase one, CancellationToken cancellationToken)
    {
        var question = new JsonObject { ["expr"] = one.Expression.ToString() };
        if (!one.Undefined)
            question["input"] = one.Input?.DeepClone();
        var node = _node ?? throw new InvalidOperationException(Missing);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            await node.StandardInput.WriteLineAsync(question.ToJsonString().AsMemory(), limit.Token);
            await node.StandardInput.FlushAsync(limit.Token);
            return await node.StandardOutput.ReadLineAsync(limit.Token) is { } line
                ? Read(line)
                : await RestartAsync(node, "the reference ended");
        }
        catch (IOException)
        {
            return await RestartAsync(node, "the reference ended");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await RestartAsync(node, "the reference took too long");
        }
    }

    /// <summary>Starts node anew: it ends when a case takes all its memory, and the next case is none of that one's.</summary>
    private async Task<Outcome> RestartAsync(Process node, string reason)
    {
        if (!node.HasExited)
            node.Kill();
        await node.WaitForExitAsync(CancellationToken.None);
        node.Dispose();
        _node = Start();
        Restarts++;
        return new Outcome(null, Skip: reason);
    }

    private static Outcome Read(string line)
    {
        using var answer = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
        var root = answer.RootElement;
        if (root.TryGetProperty("skip", out var skip))
            return new Outcome(null, Skip: skip.GetString());
        if (root.TryGetProperty("code", out var code))
            return new Outcome(
                null,
                code.ToString(),
                root.GetProperty("message").GetString(),
                Position: root.TryGetProperty("position", out var position) && position.ValueKind == JsonValueKind.Number ? position.GetInt32() : null,
                Token: root.TryGetProperty("token", out var token) ? token.GetString() : null);
        return new Outcome(root.TryGetProperty("result", out var result) ? result.GetRawText() : null);
    }

    private static async Task InstallAsync()
    {
        using var npm = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        {
            WorkingDirectory = Folder,
            ArgumentList = { "ci", "--no-audit", "--no-fund", "--ignore-scripts" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = npm.StandardOutput.ReadToEndAsync();
        var error = npm.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(InstallTimeout);
        try
        {
            await npm.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException fault)
        {
            npm.Kill(entireProcessTree: true);
            throw new InvalidOperationException("npm could not install the reference engine in time", fault);
        }

        await output;
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm could not install the reference engine: {(await error).Trim()}");
    }

    private static Process Start() => Process.Start(new ProcessStartInfo("node")
    {
        WorkingDirectory = Folder,
        ArgumentList = { "reference.js" },
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        Environment = { ["TZ"] = "UTC" },
    })!;
}
