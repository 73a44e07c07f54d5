namespace ProKure.Integrations.Formats.Files;

/// <summary>Which files multipart bodies may refer to.</summary>
public sealed class FileSourceOptions
{
    /// <summary>The folder that references are below. Default null: no file may be referred to.</summary>
    public string? Directory { get; set; }
}
