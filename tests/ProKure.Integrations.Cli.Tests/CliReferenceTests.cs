using System.CommandLine;

namespace ProKure.Integrations.Cli.Tests;

public sealed class CliReferenceTests
{
    private const string Mark = "<!-- The rest is written by CliReference, and checked by CliReferenceTests. -->\n";

    private static string Page => Path.Combine(Root(), "docs", "reference", "cli.md");

    [Fact]
    public void Reference_SaysWhatTheCommandTreeSays()
    {
        var written = File.ReadAllText(Page).ReplaceLineEndings("\n");
        var (head, commands) = written.Split(Mark) is [var before, var after] ? (before, after) : (written, "");
        var expected = CliReference.Of(CommandTree.Create());

        if (expected == commands)
            return;
        var wanted = Path.Combine(AppContext.BaseDirectory, "cli.md");
        File.WriteAllText(wanted, head + Mark + expected);
        Assert.Fail($"docs/reference/cli.md does not say what the commands are now. What it has to be is in {wanted}: look it through and copy it there.");
    }

    [Fact]
    public void Commands_AllOfThem_SayWhatTheyDo()
    {
        var commands = All(CommandTree.Create()).ToList();

        Assert.All(commands, command => Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name));
        Assert.All(commands.SelectMany(command => command.Arguments), argument => Assert.False(string.IsNullOrWhiteSpace(argument.Description), argument.Name));
        Assert.All(commands.SelectMany(command => command.Options), option => Assert.False(string.IsNullOrWhiteSpace(option.Description), option.Name));
        Assert.All(commands, command => Assert.True(command.Subcommands.Count > 0 || command is HubCommand, $"{command.Name} has no --json"));
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ProKure.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException($"Found no ProKure.slnx above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }
}
