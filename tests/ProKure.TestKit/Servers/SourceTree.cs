namespace ProKure.TestKit.Servers;

/// <summary>Where this checkout is.</summary>
public static class SourceTree
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ProKure.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No ProKure.slnx above {AppContext.BaseDirectory}.");
    }
}
