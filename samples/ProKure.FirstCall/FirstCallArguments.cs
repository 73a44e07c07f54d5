namespace ProKure.Samples.FirstCall;

/// <summary>The program's arguments.</summary>
internal sealed record FirstCallArguments(Uri Hub, string KeyFile, string OrderFile)
{
    public const string Usage = """
        Usage: first-call --hub URL --key-file FILE --order FILE

        Waits until the hub is ready, sends the purchase order in FILE (JSON, as ProKure has it) to SAP/CREATE_PO, and shows what was sent, what came
        back and what was recorded.
        """;

    public static FirstCallArguments? Read(string[] args, out string fault)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < args.Length; at += 2)
        {
            if (args[at] is not ("--hub" or "--key-file" or "--order") || at + 1 == args.Length)
            {
                fault = $"Unexpected argument '{args[at]}'.";
                return null;
            }

            values[args[at]] = args[at + 1];
        }

        fault = "Expected --hub, --key-file and --order.";
        return values.Count == 3 && Uri.TryCreate(values["--hub"], UriKind.Absolute, out var hub)
            ? new FirstCallArguments(hub, values["--key-file"], values["--order"])
            : null;
    }
}
