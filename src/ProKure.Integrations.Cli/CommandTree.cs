using System.CommandLine;
using System.CommandLine.Invocation;
using ProKure.Integrations.Cli.Commands.ApiKeys;
using ProKure.Integrations.Cli.Commands.Archive;
using ProKure.Integrations.Cli.Commands.Audit;
using ProKure.Integrations.Cli.Commands.Circuits;
using ProKure.Integrations.Cli.Commands.Credentials;
using ProKure.Integrations.Cli.Commands.DeadLetters;
using ProKure.Integrations.Cli.Commands.Deliveries;
using ProKure.Integrations.Cli.Commands.Erasures;
using ProKure.Integrations.Cli.Commands.Holds;
using ProKure.Integrations.Cli.Commands.Hub;
using ProKure.Integrations.Cli.Commands.Keys;
using ProKure.Integrations.Cli.Commands.Logs;
using ProKure.Integrations.Cli.Commands.Redaction;
using ProKure.Integrations.Cli.Commands.ReplayJobs;
using ProKure.Integrations.Cli.Commands.Retention;
using ProKure.Integrations.Cli.Commands.Systems;
using ProKure.Integrations.Cli.Commands.Traces;

namespace ProKure.Integrations.Cli;

/// <summary>All commands. A verb is a class in the folder of its noun below <c>Commands/</c>, hung up here under it.</summary>
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

    internal static RootCommand Create()
    {
        var hub = new HubOptions();
        var root = new RootCommand("""
            Works with a ProKure Integration Hub through its REST API.

            Where the hub is and with which API key it is called say --url and --api-key, or PROKURE_URL and PROKURE_API_KEY in the environment.
            Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 the hub says no, 2 the command line is wrong,
            3 the hub cannot be reached, 4 the API key may not do it.
            """)
        {
            new HealthCommand(hub),
            new InstancesCommand(hub),
            Noun("log", "What happened: the record of every attempt.", new LogListCommand(hub), new LogShowCommand(hub), new LogStoryCommand(hub)),
            Noun("delivery", "What the hub owns until it ends.",
                new DeliveryListCommand(hub), new DeliveryShowCommand(hub), new DeliveryCancelCommand(hub), new DeliveryRetryCommand(hub)),
            Noun("dead-letter", "Deliveries that ended badly and wait for a person.",
                new DeadLetterCountCommand(hub), new DeadLetterListCommand(hub), new DeliveryShowCommand(hub), new DeadLetterResolveCommand(hub), new DeadLetterReplayCommand(hub)),
            Noun("replay-job", "Sending many dead letters again, at a rate.",
                new ReplayJobBeginCommand(hub), new ReplayJobListCommand(hub), new ReplayJobShowCommand(hub),
                new ReplayJobChangeCommand(hub, "pause", "Replays nothing more until it is resumed."),
                new ReplayJobChangeCommand(hub, "resume", "Goes on where it was paused."),
                new ReplayJobChangeCommand(hub, "abort", "Ends it for good. What it has replayed stays replayed.")),
            Noun("circuit", "Circuits of endpoints: whether they are called now.",
                new CircuitListCommand(hub), new CircuitShowCommand(hub),
                new CircuitChangeCommand(hub, "open", "Nothing is sent until somebody closes or resets it. Deliveries wait."),
                new CircuitChangeCommand(hub, "close", "Calls pass, whatever fails, until somebody opens or resets it."),
                new CircuitChangeCommand(hub, "reset", "Calls pass, and the hub counts failures anew.")),
            Noun("trace", "Storing everything of an endpoint's exchanges for a while.",
                new TraceStartCommand(hub), new TraceStopCommand(hub), new TraceShowCommand(hub), new TraceListCommand(hub)),
            Noun("system", "The external systems.", new SystemListCommand(hub),
                new SystemSwitchCommand(hub, "disable", "Refuses every call to a system."), new SystemSwitchCommand(hub, "enable", "Lets calls to a system pass again.")),
            Noun("endpoint", "Their endpoints.", new EndpointListCommand(hub),
                new EndpointSwitchCommand(hub, "disable", "Refuses every call of an endpoint."), new EndpointSwitchCommand(hub, "enable", "Lets calls of an endpoint pass again.")),
            Noun("credential", "Credentials of external systems.", new CredentialTestCommand(hub)),
            Noun("keys", "Master keys, which secrets are encrypted with.", new KeysStatusCommand(hub), new KeysRotateCommand(hub)),
            Noun("api-key", "API keys of the hub: who may do what.", new ApiKeyListCommand(hub),
                new ApiKeySwitchCommand(hub, "disable", "Refuses a key, as one that leaked; at once in the hub that answers, within seconds in others."),
                new ApiKeySwitchCommand(hub, "enable", "Takes a key again.")),
            Noun("audit", "Who did what.", new AuditListCommand(hub), new AuditChangesCommand(hub)),
            new ScanCommand(hub),
            new RedactCommand(hub),
            Noun("hold", "Legal holds: what they cover is not removed.", new HoldPlaceCommand(hub), new HoldListCommand(hub), new HoldReleaseCommand(hub)),
            Noun("retention", "How long records are kept, and removing what is kept no longer.",
                new RetentionRunCommand(hub), new RetentionReportCommand(hub), new RetentionClassesCommand(hub)),
            Noun("archive", "The archive of log documents.",
                new ArchiveRunCommand(hub), new ArchiveListCommand(hub), new ArchiveVerifyCommand(hub), new ArchiveSearchCommand(hub), new ArchiveShowCommand(hub),
                new ArchiveRestoreCommand(hub)),
            Verbs(
                new EraseCommand(hub), new ErasureListCommand(hub), new ErasureShowCommand(hub),
                new ErasureDecisionCommand(hub, "approve", "Approves an erasure, with another key than it was asked for with. It is then carried out."),
                new ErasureDecisionCommand(hub, "reject", "Rejects an erasure, or takes one's own back. Nothing is erased.")),
        };
        hub.AddTo(root);
        return root;
    }

    private static Command Noun(string name, string description, params Command[] verbs) => Verbs(new Command(name, description), verbs);

    private static Command Verbs(Command noun, params Command[] verbs)
    {
        foreach (var verb in verbs)
            noun.Subcommands.Add(verb);
        return noun;
    }
}
