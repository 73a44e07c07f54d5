using System.CommandLine;
using System.Text;

namespace ProKure.Integrations.Cli.Tests;

/// <summary>The list of commands in <c>docs/reference/cli.md</c>, as the command tree says it.</summary>
internal static class CliReference
{
    public static string Of(Command root)
    {
        var text = new StringBuilder();
        foreach (var noun in root.Subcommands)
        {
            text.Append($"\n## {noun.Name}\n\n");
            if (noun.Action is null)
                text.Append($"{noun.Description}\n");
            else
                Write(noun, text);
            foreach (var verb in noun.Subcommands)
                Write(verb, text);
        }

        return text.ToString();
    }

    private static void Write(Command command, StringBuilder text)
    {
        if (text[^1] == '\n' && text[^2] != '\n')
            text.Append('\n');
        text.Append($"**`{Usage(command)}`** {command.Description}\n");
        List<(string Form, string Description)> parts =
        [
            .. command.Arguments.Select(argument => (argument.Name, argument.Description!)),
            .. command.Options.Where(option => option.Description is not null && !option.Aliases.Contains("-h", StringComparer.Ordinal)).Select(option => (Form(option), option.Description!)),
        ];
        if (parts.Count > 0)
            text.Append('\n');
        foreach (var (form, description) in parts)
            text.Append($"- `{form}` {description}\n");
    }

    private static string Usage(Command command)
    {
        var words = new List<string> { command.Name };
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault(); parent is not null; parent = parent.Parents.OfType<Command>().FirstOrDefault())
            words.Insert(0, parent is RootCommand ? "prokure" : parent.Name);
        words.AddRange(command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name));
        words.AddRange(command.Options.Where(option => option.Required).Select(Form));
        return string.Join(' ', words);
    }

    private static string Form(Option option) => option.HelpName is { } name ? $"{option.Name} {name}" : option.Name;
}
