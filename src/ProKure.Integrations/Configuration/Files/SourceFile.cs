using ProKure.Integrations.Configuration.Files.Yaml;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>A file that is being read: its number among the files, its lines, and the faults found in it.</summary>
internal sealed record SourceFile(int Number, string Name, IReadOnlyList<string> Lines, FileFaults Faults);

/// <summary>A row that was read from a file, and where its fields stand.</summary>
internal sealed record SourceRow(IConfigurationRow Row, SourceFile File, YamlSection Section)
{
    /// <summary>Says where in the file a fault stands that was found in the row.</summary>
    public void Report(ConfigurationFault fault)
    {
        // The system comes from the same file; that it is missing there was reported once, for all its rows.
        if (fault.Path == "system_code")
            return;

        var rest = fault.Path;
        while (true)
        {
            if (Section.Values.TryGetValue(rest, out var value))
            {
                File.Faults.Add(PlaceOf(value.Node, fault.Position), value.Path + fault.Path[rest.Length..], fault.Message);
                return;
            }

            var cut = rest.LastIndexOfAny(['.', '[']);
            if (cut < 0)
                break;
            rest = rest[..cut];
        }

        var path = fault.Path.Length == 0 ? Section.Path : $"{Section.Path}.{fault.Path}";
        File.Faults.Add(Section.Place, path, fault.Message);
    }

    private YamlPlace PlaceOf(YamlNode node, int? position) =>
        node is YamlScalar scalar && position is { } index ? ScalarPosition.Find(scalar, index, File.Lines) : node.Place;
}
