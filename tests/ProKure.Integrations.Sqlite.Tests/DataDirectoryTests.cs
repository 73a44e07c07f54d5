namespace ProKure.Integrations.Sqlite.Tests;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"prokure-{Guid.CreateVersion7()}");

    public void Dispose()
    {
        if (Directory.Exists(_path))
            Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public void Open_MakesTheDirectory()
    {
        using var directory = DataDirectory.Open(Path.Combine(_path, "deep", "er"));

        Assert.True(Directory.Exists(directory.Path));
        Assert.Equal(Path.Combine(_path, "deep", "er", "log.db"), directory.FileOf("log.db"));
    }

    [Fact]
    public void Open_WhileAnotherHasIt_RefusesAndNamesTheProcess()
    {
        using var first = DataDirectory.Open(_path);

        var fault = Assert.Throws<SqliteStoreException>(() => DataDirectory.Open(_path));

        Assert.Equal(
            $"The data directory '{_path}' is in use by another process (process {Environment.ProcessId}). "
            + "Stop that one, or start this one with another directory.",
            fault.Message);
    }

    [Fact]
    public void Open_AfterTheOtherLetGo_TakesIt()
    {
        DataDirectory.Open(_path).Dispose();

        DataDirectory.Open(_path).Dispose();
    }

    [Fact]
    public void Open_WhereAFileStands_SaysSo()
    {
        Directory.CreateDirectory(_path);
        var file = Path.Combine(_path, "file");
        File.WriteAllText(file, "");

        var fault = Assert.Throws<SqliteStoreException>(() => DataDirectory.Open(file));

        Assert.StartsWith($"The data directory '{file}' cannot be opened:", fault.Message, StringComparison.Ordinal);
    }
}
