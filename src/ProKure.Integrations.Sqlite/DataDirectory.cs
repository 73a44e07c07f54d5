using System.Globalization;

namespace ProKure.Integrations.Sqlite;

/// <summary>
/// The directory of the embedded stores, held by one process at a time: while it lives, <c>hub.lock</c> there is locked by the operating system, which lets
/// go of it however the process ends.
/// </summary>
/// <remarks>SQLite itself would let two processes share the files; their caches, leases and instance ids would not.</remarks>
public sealed class DataDirectory : IDisposable
{
    private const string LockName = "hub.lock";

    // Beside the lock, since nobody else may so much as read a locked file.
    private const string ProcessName = "hub.pid";
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream locked)
    {
        Path = path;
        _lock = locked;
    }

    /// <summary>The directory's full path.</summary>
    public string Path { get; }

    /// <summary>Makes the directory where it is missing and takes the lock.</summary>
    /// <exception cref="SqliteStoreException">Another process has the directory, or it cannot be made or written.</exception>
    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var lockPath = System.IO.Path.Combine(full, LockName);
        try
        {
            Directory.CreateDirectory(full);
            var locked = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            SayWho(full);
            return new DataDirectory(full, locked);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new SqliteStoreException($"The data directory '{full}' cannot be written: {denied.Message}", denied);
        }
        catch (IOException fault) when (IsLocked(lockPath))
        {
            throw new SqliteStoreException(
                $"The data directory '{full}' is in use by another process{Owner(full)}. Stop that one, or start this one with another directory.", fault);
        }
        catch (IOException fault)
        {
            throw new SqliteStoreException($"The data directory '{full}' cannot be opened: {fault.Message}", fault);
        }
    }

    /// <summary>The full path of a file in the directory.</summary>
    public string FileOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Lets go of the lock.</summary>
    public void Dispose() => _lock.Dispose();

    private static void SayWho(string directory)
    {
        try
        {
            File.WriteAllText(System.IO.Path.Combine(directory, ProcessName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // The number is only a courtesy to whoever is refused; a full disk must not keep the hub from starting.
        }
    }

    // The same refusal again tells a lock from a full or broken disk; error numbers differ between systems.
    private static bool IsLocked(string lockPath)
    {
        if (!File.Exists(lockPath))
            return false;
        try
        {
            using var probe = new FileStream(lockPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string Owner(string directory)
    {
        try
        {
            var text = File.ReadAllText(System.IO.Path.Combine(directory, ProcessName));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? $" (process {id})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
