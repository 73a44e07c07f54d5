using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ProKure.Integrations.Postgres.Schema;

/// <summary>A numbered script that brings a database from one version of its schema to the next. Once released it never changes.</summary>
/// <param name="Version">1 for the first; no number is missing.</param>
/// <param name="Name">The script's file name.</param>
/// <param name="Script">SQL statements, separated by semicolons.</param>
internal sealed record Migration(int Version, string Name, string Script)
{
    /// <summary>SHA-256 of the script with line ends as LF, in lower-case hex.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Script.ReplaceLineEndings("\n"))));

    /// <summary>The scripts that are part of this program, in order.</summary>
    public static IReadOnlyList<Migration> All()
    {
        const string prefix = "Schema/";
        var assembly = typeof(Migration).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return [.. names.Select(name => Read(assembly.GetManifestResourceStream(name)!, name[prefix.Length..]))];
    }

    private static Migration Read(Stream stream, string name)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new Migration(int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
