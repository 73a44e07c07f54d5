using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Startup;

public sealed partial class StartTests
{
    [Fact]
    public async Task FirstStart_PrintsTheAdminKeyOnce_AndTheNextStartPrintsNone()
    {
        using var data = new TemporaryDirectory();

        var first = await HubRun.UntilItListensAsync($"--Hub:DataDirectory={data.Path}");
        var second = await HubRun.UntilItListensAsync($"--Hub:DataDirectory={data.Path}");

        Assert.Single(Key().Matches(first));
        Assert.DoesNotMatch(Key(), second);
    }

    [Fact]
    public async Task FirstKeyFile_IsReadableForItsOwnerOnly_AlsoWhereALaxerOneStood()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes");
        using var data = new TemporaryDirectory();
        var file = Path.Combine(data.Path, "key");
        await File.WriteAllTextAsync(file, "old", TestContext.Current.CancellationToken);

        var output = await HubRun.UntilItListensAsync($"--Hub:DataDirectory={data.Path}", $"--Hub:FirstKeyFile={file}");

        Assert.Matches(Key(), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotMatch(Key(), output);
    }

    [Fact]
    public async Task WrongSettings_EndWith2_AndNameTheKeysAndWhatWasFound()
    {
        var (code, _, errors) = await HubRun.ToEndAsync("--Hub:Urls=ftp://here", "--Hub:MaxRequestBytes=5", "--Hub:WrongKeysPerMinute=0", "--Hub:DataDirectory= ");

        Assert.Equal(2, code);
        foreach (var expected in new[] { "Hub:Urls: ", "'ftp://here'", "Hub:MaxRequestBytes: Expected 1024 to 1073741824 bytes, found 5.", "Hub:WrongKeysPerMinute: ", "Hub:DataDirectory: " })
            Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongObjectStore_EndsWith2_NamesTheKeysAndNoSecret()
    {
        var (code, _, errors) = await HubRun.ToEndAsync("--Objects:S3:Endpoint=minio:9000/x", "--Objects:S3:SecretKey=not-to-be-told-4711");

        Assert.Equal(2, code);
        foreach (var expected in new[] { "Objects:S3:Bucket: ", "Objects:S3:Endpoint: ", "Objects:S3:AccessKey: " })
            Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("not-to-be-told-4711", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Objects:S3:Buckets=b", "Buckets")]
    [InlineData("--Objects:MaxBodyByte=5000", "MaxBodyByte")]
    [InlineData("--Objects:MaxBodyBytes=5", "Objects:MaxBodyBytes: Expected 1024 to 4194304, found 5.")]
    [InlineData("--Hub:MaxRequestBytes=many", "MaxRequestBytes")]
    [InlineData("--Hub:MaxRequestByte=5000", "MaxRequestByte")]
    public async Task SettingOfWrongTypeOrName_EndsWith2(string setting, string named)
    {
        var (code, _, errors) = await HubRun.ToEndAsync(setting);

        Assert.Equal(2, code);
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FaultyConfigurationFiles_EndWith2_NameEveryPlaceAndChangeNothing()
    {
        using var data = new TemporaryDirectory();
        using var files = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(files.Path, "crm.yaml"), """
            system:
              code: CRM
              name: CRM
              base_url: https://crm.example.com
              timeuot: 5s
            endpoints:
              GET_CONTACT:
                method: GET
                path: /contacts/{id}
                timeout: soon
            """, TestContext.Current.CancellationToken);

        var (code, _, errors) = await HubRun.ToEndAsync($"--Hub:DataDirectory={data.Path}", $"--Hub:ApplyConfiguration={files.Path}");

        Assert.Equal(2, code);
        Assert.Contains("crm.yaml:5:", errors, StringComparison.Ordinal);
        Assert.Contains("crm.yaml:10:", errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was applied", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfigurationFolderThatIsMissing_EndsWith2()
    {
        using var data = new TemporaryDirectory();

        var (code, _, errors) = await HubRun.ToEndAsync($"--Hub:DataDirectory={data.Path}", $"--Hub:ApplyConfiguration={data.Path}/none");

        Assert.Equal(2, code);
        Assert.Contains("none", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakenPort_EndsWith3AndSaysWhich()
    {
        using var data = new TemporaryDirectory();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (code, output, errors) = await HubRun.ToEndAsync($"--Hub:DataDirectory={data.Path}", $"--Hub:Urls=http://127.0.0.1:{port}");

        Assert.Equal(3, code);
        Assert.Contains($"{port}", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("BackgroundService failed", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DataDirectoryInUse_EndsWith4AndSaysWhich()
    {
        using var data = new TemporaryDirectory();
        await using var first = await HubServer.StartAsync(new HubServerOptions { Directory = data });

        var (code, _, errors) = await HubRun.ToEndAsync($"--Hub:DataDirectory={data.Path}");

        Assert.Equal(4, code);
        Assert.Contains($"{data.Path}' is in use by another process", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_KeepsConfigurationKeysAndLogs()
    {
        using var data = new TemporaryDirectory();
        string key, requestId;
        await using (var first = await SapHub.StartAsync(new HubServerOptions { Directory = data }))
        {
            key = first.Hub.AdminKey;
            requestId = (string)(await first.Hub.Admin.InvokeAsync("CREATE_PO", SapHub.Order())).AssertStatus(200)["request_id"]!;
        }

        await using var second = await HubServer.StartAsync(new HubServerOptions { Directory = data });

        Assert.Equal(key, second.AdminKey);
        (await second.Admin.GetAsync("/api/v1/systems/SAP/endpoints/CREATE_PO")).AssertStatus(200);
        Assert.Equal("SUCCESS", (string?)(await second.Admin.GetAsync($"/api/v1/logs/{requestId}")).AssertStatus(200)["status"]);
    }

    [GeneratedRegex("pk_ADMIN_[0-9a-f]{64}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();
}
