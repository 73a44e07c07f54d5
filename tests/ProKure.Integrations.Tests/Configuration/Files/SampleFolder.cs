namespace ProKure.Integrations.Tests.Configuration.Files;

/// <summary>Where the sample configuration is in the source tree.</summary>
internal static class SampleFolder
{
    public static string Root { get; } = FindRoot();

    public static string Path { get; } = System.IO.Path.Combine(Root, "samples", "procurement");

    /// <summary>A sample purchase order.</summary>
    public static string Request(string name) => File.ReadAllText(System.IO.Path.Combine(Path, "requests", name));

    private static string FindRoot()
    {
        for (var root = AppContext.BaseDirectory; root is not null; root = System.IO.Path.GetDirectoryName(root))
        {
            if (File.Exists(System.IO.Path.Combine(root, "ProKure.slnx")))
                return root;
        }

        throw new DirectoryNotFoundException($"Expected the solution above {AppContext.BaseDirectory}.");
    }
}
