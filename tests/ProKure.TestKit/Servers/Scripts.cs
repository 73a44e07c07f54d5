namespace ProKure.TestKit.Servers;

/// <summary>The repository's scripts.</summary>
internal static class Scripts
{
    /// <summary>The full path of a file in <c>scripts/</c>.</summary>
    public static string PathOf(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ProKure.slnx")))
                return Path.Combine(folder.FullName, "scripts", name);
        }

        throw new InvalidOperationException($"There is no repository above '{AppContext.BaseDirectory}'.");
    }
}
