namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Files of a folder, also while others write them.</summary>
internal static class FileDump
{
    // What is made to hold a secret: the first key, for the operator to take, and the master key.
    private static readonly string[] KeyFiles = ["first-key", "master.key"];

    // Locked, and empty.
    private static readonly string[] Locks = ["hub.lock", "owner.lock"];

    public static IEnumerable<(string Where, byte[] Bytes)> Of(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !KeyFiles.Concat(Locks).Contains(Path.GetFileName(file), StringComparer.Ordinal))
            .Select(file => (Path.GetRelativePath(folder, file), Read(file)))
        : [];

    public static byte[] Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            // It was on its way elsewhere.
            return [];
        }
    }
}
