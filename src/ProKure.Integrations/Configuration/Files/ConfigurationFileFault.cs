namespace ProKure.Integrations.Configuration.Files;

/// <summary>One thing that is wrong in configuration files.</summary>
/// <param name="File">The file's name, or the folder's when it is about the folder.</param>
/// <param name="Line">1 for the first line; 0 when it is about the file as a whole.</param>
/// <param name="Column">1 for the first character; 0 when it is about the file as a whole.</param>
/// <param name="Path">The key in the file, as <c>endpoints.CREATE_PO.query.expand</c>; empty for the file as a whole.</param>
/// <param name="Message">What was expected and what came.</param>
public sealed record ConfigurationFileFault(string File, int Line, int Column, string Path, string Message)
{
    /// <summary>One line for people and for editors: <c>sap.yaml:12:5: endpoints.CREATE_PO.timeout: Expected …</c></summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}:{Column}" : File;
        return Path.Length > 0 ? $"{place}: {Path}: {Message}" : $"{place}: {Message}";
    }
}
