using ProKure.Integrations.Archives;

namespace ProKure.Integrations.Tests.Archives;

public sealed class ArchiveKeyTests
{
    private static readonly ArchiveUnit Unit = new("TEN_YEARS", "SAP.1", new DateOnly(2026, 3, 4));

    [Fact]
    public void Key_NamesClassDaySystemAndPart()
    {
        var key = ArchiveKey.Of(Unit, 12, new Guid("0198c0de-0000-7000-8000-000000000001"));

        Assert.Equal("archive/TEN_YEARS/2026/03/04/SAP.1/0012-0198c0de000070008000000000000001.ndjson", key);
        foreach (var of in new[] { key, ArchiveKey.IndexOf(key), ArchiveKey.ManifestOf(key) })
            Assert.Equal((key, Unit), ArchiveKey.FileOf(of));
        Assert.EndsWith("0001.manifest.json", ArchiveKey.ManifestOf(key), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bodies/2026/03/04/SAP/x-request")]
    [InlineData("archive/AUDIT/2026/03/04/SAP/notes.txt")]
    [InlineData("archive/AUDIT/2026/13/04/SAP/0001-a.ndjson")]
    [InlineData("archive/AUDIT/2026/03/SAP/0001-a.ndjson")]
    [InlineData("other/AUDIT/2026/03/04/SAP/0001-a.ndjson")]
    public void FileOf_NoObjectOfTheArchive_IsNull(string key) => Assert.Null(ArchiveKey.FileOf(key));

    [Fact]
    public void Cursor_ComesBack()
    {
        var place = new ArchiveFilePlace(new DateOnly(2026, 3, 4), "TEN_YEARS", "SAP-1", 3);
        foreach (var cursor in new[] { new ArchiveCursor(null, 0), new ArchiveCursor(place, 17) })
            Assert.Equal(cursor, ArchiveCursor.TryParse(cursor.ToString()));
        foreach (var wrong in new[] { null, "", "x", "1", "-1_", "1_20260304~A~B", "1_20261304~A~B~1" })
            Assert.Null(ArchiveCursor.TryParse(wrong));
    }
}
