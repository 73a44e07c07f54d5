namespace ProKure.EndToEnd;

/// <summary>The sample configuration with short time limits: a lease is longer than one and a half times the limit of the call, and no test wants to wait for that of the samples.</summary>
internal static class ShortLimits
{
    /// <summary>Writes it to the folder, and gives the folder back.</summary>
    public static string WriteTo(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Samples, "*.yaml"))
        {
            var text = File.ReadAllText(file);
            foreach (var limit in new[] { "30s", "20s", "10s" })
                text = text.Replace($"  timeout: {limit}", "  timeout: 3s", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), text);
        }

        return folder;
    }
}
