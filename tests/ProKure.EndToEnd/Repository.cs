namespace ProKure.EndToEnd;

/// <summary>Where this checkout is.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Samples => Path.Combine(Root, "samples", "procurement");

    /// <summary>The program that was built in the same configuration as this test.</summary>
    /// <param name="project">The project.</param>
    /// <param name="assembly">The name of its assembly; null for the project's own.</param>
    public static string Program(string project, string? assembly = null)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.Combine(Root, "artifacts", "bin", project, configuration, $"{assembly ?? project}.dll");
    }

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
