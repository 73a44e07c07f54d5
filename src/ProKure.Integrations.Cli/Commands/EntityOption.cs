using System.CommandLine;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>The option <c>--entity TYPE:ID</c>, which names a business entity.</summary>
internal sealed class EntityOption(string description, bool isRequired = false)
{
    private readonly Option<string?> _option = new("--entity") { Description = description, HelpName = "TYPE:ID", Required = isRequired };

    /// <summary>Adds it, with the check that it has both parts.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_option) is { } text && Split(text) is null)
                result.AddError($"Expected --entity to be TYPE:ID, as SUPPLIER:4711, found '{text}'.");
        });
    }

    /// <summary>The entity's kind and key; null where none was given. The key may have colons of its own.</summary>
    public (string Type, string Id)? Read(ParseResult parsed) => parsed.GetResult(_option) is not null && parsed.GetValue(_option) is { } text ? Split(text) : null;

    private static (string Type, string Id)? Split(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is var colon && colon >= 1 && colon < text.Length - 1 ? (text[..colon], text[(colon + 1)..]) : null;
}
