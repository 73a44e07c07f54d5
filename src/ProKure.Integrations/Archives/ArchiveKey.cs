using System.Globalization;

namespace ProKure.Integrations.Archives;

/// <summary>
/// The keys of an archive file and of what lies beside it: <c>archive/AUDIT/2026/11/26/SAP/0001-{attempt}.ndjson</c>, <c>.index</c> and <c>.manifest.json</c>. Every attempt to write
/// a part has keys of its own: a hub that was held up can never write over what another one has verified.
/// </summary>
public static class ArchiveKey
{
    /// <summary>What the keys of all archive files begin with.</summary>
    public const string Prefix = "archive/";

    private const string File = ".ndjson";
    private const string Index = ".index";
    private const string Manifest = ".manifest.json";
    private static readonly string[] Endings = [File, Index, Manifest];

    /// <summary>The key of a new file.</summary>
    /// <param name="unit">Whose documents; the codes are codes of the configuration and so safe in paths.</param>
    /// <param name="part">Which part of the unit, from 1.</param>
    /// <param name="attempt">The attempt to write it.</param>
    public static string Of(ArchiveUnit unit, int part, Guid attempt) => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{unit.RetentionClass}/{unit.Day:yyyy'/'MM'/'dd}/{unit.SystemCode}/{part:0000}-{attempt:n}{File}");

    /// <summary>The key of a file's index.</summary>
    public static string IndexOf(string key) => Stem(key) + Index;

    /// <summary>The key of a file's manifest.</summary>
    public static string ManifestOf(string key) => Stem(key) + Manifest;

    /// <summary>The key of the file that an object of the archive belongs to, and its unit; null for an object that is none.</summary>
    public static (string Key, ArchiveUnit Unit)? FileOf(string anyKey)
    {
        if (Endings.FirstOrDefault(ending => anyKey.EndsWith(ending, StringComparison.Ordinal)) is not { } ending || !anyKey.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        if (anyKey.Split('/') is not [_, var retentionClass, var year, var month, var day, var system, _])
            return null;
        return DateOnly.TryParseExact($"{year}-{month}-{day}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? (anyKey[..^ending.Length] + File, new ArchiveUnit(retentionClass, system, date))
            : null;
    }

    /// <summary>Whether an object is a file or an index, which are encrypted, rather than a manifest or nothing of the archive.</summary>
    public static bool IsSealed(string anyKey) => FileOf(anyKey) is not null && !anyKey.EndsWith(Manifest, StringComparison.Ordinal);

    private static string Stem(string key) => key.EndsWith(File, StringComparison.Ordinal)
        ? key[..^File.Length]
        : throw new ArgumentException($"Expected the key of an archive file, found '{key}'.", nameof(key));
}
