using System.CommandLine;
using System.CommandLine.Invocation;
using ProKure.Integrations.Cli.Commands;

namespace ProKure.Integrations.Cli;

/// <summary>All commands. A verb is a class in <c>Commands/</c>, hung up here under its noun.</summary>
internal static class CommandTree
{
    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        var parsed = Create().Parse(args);
        var code = await parsed.InvokeAsync(configuration, cancellationToken);

        // The library's own code for what it cannot read is that of a refusal here.
        return parsed.Action is ParseErrorAction ? ExitCodes.Usage : code;
    }

    private static RootCommand Create()
    {
        var hub = new HubOptions();
        var root = new RootCommand("""
            Works with a ProKure Integration Hub through its REST API.

            Where the hub is and with which API key it is called say --url and --api-key, or PROKURE_URL and PROKURE_API_KEY in the environment.
            Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 the hub says no, 2 the command line is wrong,
            3 the hub cannot be reached, 4 the API key may not do it.
            """)
        {
            Noun(
                "archive", "The archive of log documents.", new ArchiveRunCommand(hub), new ArchiveListCommand(hub), new ArchiveVerifyCommand(hub), new ArchiveSearchCommand(hub),
                new ArchiveRestoreCommand(hub)),
            Noun("credential", "Credentials of external systems.", new CredentialTestCommand(hub)),
            new EraseCommand(hub),
            new ScanCommand(hub),
            new RedactCommand(hub),
            Noun("hold", "Legal holds: what they cover is not removed.", new HoldPlaceCommand(hub), new HoldListCommand(hub), new HoldReleaseCommand(hub)),
            Noun("keys", "Master keys, which secrets are encrypted with.", new KeysStatusCommand(hub), new KeysRotateCommand(hub)),
            Noun("retention", "How long records are kept, and removing what is kept no longer.",
                new RetentionRunCommand(hub), new RetentionReportCommand(hub), new RetentionClassesCommand(hub)),
        };
        hub.AddTo(root);
        return root;
    }

    private static Command Noun(string name, string description, params Command[] verbs)
    {
        var noun = new Command(name, description);
        foreach (var verb in verbs)
            noun.Subcommands.Add(verb);
        return noun;
    }
}
