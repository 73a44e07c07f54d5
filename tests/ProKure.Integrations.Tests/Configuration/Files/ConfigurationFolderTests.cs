using ProKure.Integrations.Configuration.Files;

namespace ProKure.Integrations.Tests.Configuration.Files;

public sealed class ConfigurationFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("prokure-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_Folder_TakesYamlFilesInOrderOfNames()
    {
        Write("b.yml", "retry_policies: { B: {} }");
        Write("a.YAML", "\uFEFFretry_policies: { A: {} }\r\n");
        Write(".hidden.yaml", "nonsense");
        Write("notes.txt", "nonsense");
        Directory.CreateDirectory(Path.Combine(_folder, "old.yaml"));

        var result = ConfigurationFolder.Read(_folder);

        Assert.Empty(result.Faults);
        Assert.Equal(["A", "B"], result.Rows.Select(row => row.Key.Code).ToArray());
    }

    [Fact]
    public void Read_MissingFolder_IsAFault()
    {
        var path = Path.Combine(_folder, "none");

        Assert.Equal($"{path}: Expected a folder with configuration files, found none.", Assert.Single(ConfigurationFolder.Read(path).Faults).ToString());
    }

    [Fact]
    public void Read_FolderWithoutFiles_IsAFault() =>
        Assert.Equal(
            $"{_folder}: Expected configuration files (*.yaml, *.yml), found none.", Assert.Single(ConfigurationFolder.Read(_folder).Faults).ToString());

    [Fact]
    public void Read_OtherEncoding_IsAFault()
    {
        File.WriteAllBytes(Path.Combine(_folder, "sap.yaml"), [(byte)'a', (byte)':', 0xE4]);

        Assert.Equal("sap.yaml: Expected UTF-8, found another byte at index 2.", Assert.Single(ConfigurationFolder.Read(_folder).Faults).ToString());
    }

    [Fact]
    public void Read_HugeFile_IsAFault()
    {
        using (var file = File.Create(Path.Combine(_folder, "sap.yaml")))
            file.SetLength(8 * 1024 * 1024 + 1);

        Assert.Equal("sap.yaml: Expected at most 8388608 bytes, found 8388609.", Assert.Single(ConfigurationFolder.Read(_folder).Faults).ToString());
    }

    [Fact]
    public void Read_WithFaults_GivesNoRows()
    {
        Write("a.yaml", "retry_policies: { A: {} }");
        Write("b.yaml", "nonsense");

        Assert.Empty(ConfigurationFolder.Read(_folder).Rows);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
