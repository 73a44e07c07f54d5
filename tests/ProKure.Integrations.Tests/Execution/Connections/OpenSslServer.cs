using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Tests.Execution.Connections;

/// <summary>
/// <c>openssl s_server</c>, which demands a client certificate of the test's authority and says by an alert why it refuses one, as servers of the outside world do; .NET's own hangs up
/// without a word. It answers <c>GET /ping</c>.
/// </summary>
internal sealed class OpenSslServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private Task _said = Task.CompletedTask;

    private OpenSslServer(Process process, DirectoryInfo folder, int port)
    {
        (_process, _folder) = (process, folder);
        Url = $"https://127.0.0.1:{port}";
    }

    public string Url { get; }

    /// <summary>Starts one; skips the running test where there is no OpenSSL.</summary>
    /// <param name="authority">Whose certificates it has and takes.</param>
    /// <param name="protocol">Options of <c>s_server</c>, such as <c>-tls1_2</c>.</param>
    public static async Task<OpenSslServer> StartAsync(TestCertificates authority, params string[] protocol)
    {
        var folder = Directory.CreateTempSubdirectory("prokure-tls-");
        var port = FreePort.Find();
        using (var certificate = authority.Valid())
        using (var key = certificate.GetRSAPrivateKey()!)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "server.pem"), $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n", Cancel);
        }

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "authority.pem"), authority.AuthorityPem, Cancel);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ping"), "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{\"up\":true}", Cancel);
        var server = new OpenSslServer(Start(folder, port, protocol), folder, port);
        try
        {
            while (await server._process.StandardOutput.ReadLineAsync(Cancel) is { } line && line != "ACCEPT")
            {
                // What it says before it listens.
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        // Read, so that it never waits for a reader.
        server._said = Task.WhenAll(server._process.StandardOutput.ReadToEndAsync(CancellationToken.None), server._process.StandardError.ReadToEndAsync(CancellationToken.None));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _said;
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Process Start(DirectoryInfo folder, int port, string[] protocol)
    {
        var start = new ProcessStartInfo(
            "openssl", ["s_server", "-accept", $"{port}", "-cert", "server.pem", "-CAfile", "authority.pem", "-Verify", "1", "-verify_return_error", "-HTTP", .. protocol])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            folder.Delete(recursive: true);
            Assert.Skip("The program openssl is needed.");
            throw;
        }
    }
}
