using System.Text;
using ProKure.Integrations.Archives;

namespace ProKure.Integrations.Tests.Archives;

public sealed class ArchiveManifestTests
{
    private const string Key = "archive/AUDIT/2026/03/14/SAP/0001-a.ndjson";
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Manifest_ComesBack_AndCanBeReadByPeople()
    {
        var manifest = Some();

        var json = manifest.Write();

        var back = ArchiveManifest.Read(Key, json);
        Assert.Equal(manifest with { Bodies = back.Bodies }, back);
        Assert.Equal(manifest.Bodies, back.Bodies, StringComparer.Ordinal);
        var text = Encoding.UTF8.GetString(json);
        Assert.Contains("\"format\": 1,", text, StringComparison.Ordinal);
        Assert.Contains("\"day\": \"2026-03-14\",", text, StringComparison.Ordinal);
        Assert.Contains("\"documents\": 3,", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfANewerHub_SaysSo()
    {
        var json = Encoding.UTF8.GetString(Some().Write()).Replace("\"format\": 1,", "\"format\": 2, \"later\": true,", StringComparison.Ordinal);

        var fault = Assert.Throws<ArchiveFileException>(() => ArchiveManifest.Read(Key, Encoding.UTF8.GetBytes(json)));

        Assert.Equal(
            $"The archive file {Key} cannot be used: it has format 2, made by a newer hub; this one reads formats up to 1. Read it with that hub.", fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void Read_NoManifest_SaysSo(string json)
    {
        var fault = Assert.Throws<ArchiveFileException>(() => ArchiveManifest.Read(Key, Encoding.UTF8.GetBytes(json)));

        Assert.StartsWith($"The archive file {Key} cannot be used: its manifest cannot be read: ", fault.Message, StringComparison.Ordinal);
    }

    private static ArchiveManifest Some() => ArchiveManifest.Of(
        Key, new ArchiveUnit("AUDIT", "SAP", new DateOnly(2026, 3, 14)), new ArchiveContent(1, 3, Noon, Noon.AddHours(1), 4_000, "aa", 900, "bb", "cc"), ["bodies/1", "bodies/2"], Noon.AddDays(2));
}
