using System.Diagnostics;

namespace ProKure.Benchmarks.Jsonata;

/// <summary>The reference implementation from npm, installed beside the program when first needed.</summary>
internal static class ReferenceBundle
{
    public const string Version = "2.2.2";

    /// <summary>The folder that holds <c>node_modules/jsonata</c>; null where there is no npm.</summary>
    public static string? Install()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "reference");
        if (Directory.Exists(Path.Combine(folder, "node_modules", "jsonata")))
            return folder;
        Directory.CreateDirectory(folder);
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, $"jsonata@{Version}"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            npm.StandardOutput.ReadToEnd();
            npm.WaitForExit();
            return npm.ExitCode == 0 ? folder : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public static string Script(string folder) => File.ReadAllText(Path.Combine(folder, "node_modules", "jsonata", "jsonata.min.js"));
}
