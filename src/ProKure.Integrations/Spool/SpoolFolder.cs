namespace ProKure.Integrations.Spool;

/// <summary>
/// A folder that one process has for itself: while it lives, the lock file in it is locked by the operating system, which lets go of it however the process ends.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private const string LockName = "owner.lock";
    private readonly FileStream _lock;

    private SpoolFolder(string path, FileStream locked) => (Path, _lock) = (path, locked);

    public string Path { get; }

    /// <summary>Makes the folder, readable for its owner only, and takes the lock.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static SpoolFolder Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new SpoolFolder(path, Lock(path, FileMode.OpenOrCreate));
    }

    /// <summary>
    /// Takes a folder whose process is gone; null when that lives, or when somebody else was faster. A folder without a lock file is one that a process is just about
    /// to take.
    /// </summary>
    public static SpoolFolder? TryTake(string path)
    {
        try
        {
            return new SpoolFolder(path, Lock(path, FileMode.Open));
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            return null;
        }
    }

    /// <summary>Removes the folder with what is left in it, and lets go of it.</summary>
    public void Delete()
    {
        Directory.Delete(Path, recursive: true);
        Dispose();
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path, FileMode mode) =>
        new(System.IO.Path.Combine(path, LockName), mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
}
