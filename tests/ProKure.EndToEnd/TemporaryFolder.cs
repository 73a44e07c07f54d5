namespace ProKure.EndToEnd;

/// <summary>A folder that is removed at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("prokure-").FullName;

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
