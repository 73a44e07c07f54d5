using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Authentication.Keys;

public sealed class ConfiguredMasterKeysTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prokure-keys-");

    private string File => Path.Combine(_directory.FullName, "sub", "master.key");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void File_ThatIsMissing_IsMadeOnceForItsOwnerOnly()
    {
        var made = Of(new MasterKeyOptions { File = File, CreateFile = true });
        var again = Of(new MasterKeyOptions { File = File, CreateFile = true });

        Assert.Equal(made.CurrentKeyId, again.CurrentKeyId);
        Assert.Equal("secret"u8.ToArray(), again.Unwrap(made.Wrap("secret"u8, "x"), "x"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void File_ThatGetsAnotherLine_MakesItTheCurrentKeyWithoutARestart()
    {
        var keys = Of(new MasterKeyOptions { File = File, CreateFile = true });
        var (first, wrapped) = (keys.CurrentKeyId, keys.Wrap("secret"u8, "x"));

        Write(System.IO.File.ReadAllText(File) + $"# next\nK2 {TestKeys.Text("K2")}\n");

        Assert.Equal("K2", keys.CurrentKeyId);
        Assert.Equal([first, "K2"], keys.KeyIds.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal("secret"u8.ToArray(), keys.Unwrap(wrapped, "x"));
    }

    [Fact]
    public void File_ThatBecomesUnreadable_LeavesTheKeysAtHandInUse()
    {
        var keys = Of(new MasterKeyOptions { File = File, CreateFile = true });
        var first = keys.CurrentKeyId;

        Write("half a li");

        Assert.Equal(first, keys.CurrentKeyId);
    }

    [Theory]
    [InlineData("K1 not-base64-s3cret", "line 1: Expected 32 bytes in base64, as 'openssl rand -base64 32' makes them.")]
    [InlineData("K1 c2hvcnQ=", "line 1: Expected 32 bytes in base64, as 'openssl rand -base64 32' makes them.")]
    [InlineData("\n\njust-one-word", "line 3: Expected an id, a space and 32 bytes in base64.")]
    public void File_WithAnotherForm_IsRefusedByLine_WithoutWhatStandsThere(string text, string message)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, text);

        var fault = Assert.Throws<MasterKeyException>(() => Of(new MasterKeyOptions { File = File }));

        Assert.EndsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_OfWhichNoneIsCurrent_AreRefused()
    {
        var options = new MasterKeyOptions { Keys = { ["A"] = TestKeys.Text("A"), ["B"] = TestKeys.Text("B") } };

        Assert.Equal("MasterKeys:Current: Expected which of A, B is current, found nothing.", Assert.Throws<MasterKeyException>(() => Of(options)).Message);
        options.Current = "C";
        Assert.Equal("MasterKeys:Current: Expected the id of one of the master keys (A, B), found 'C'.", Assert.Throws<MasterKeyException>(() => Of(options)).Message);
    }

    [Fact]
    public void Keys_None_CanWrapNothing()
    {
        var keys = Of(new MasterKeyOptions());

        Assert.Null(keys.CurrentKeyId);
        Assert.Throws<MasterKeyException>(() => keys.Wrap("secret"u8, "x"));
    }

    [Fact]
    public void Unwrap_ForSomebodyElse_Fails()
    {
        var keys = TestKeys.Of("K1");

        Assert.Throws<MasterKeyException>(() => keys.Unwrap(keys.Wrap("secret"u8, "x"), "y"));
    }

    // The clock of the file system may not have moved on since the file was made.
    private void Write(string text)
    {
        System.IO.File.WriteAllText(File, text);
        System.IO.File.SetLastWriteTimeUtc(File, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    private static ConfiguredMasterKeys Of(MasterKeyOptions options) => new(Options.Create(options), NullLogger<ConfiguredMasterKeys>.Instance);
}
