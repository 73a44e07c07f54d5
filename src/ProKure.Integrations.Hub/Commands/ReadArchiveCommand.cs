using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Hub.Commands;

/// <summary>The verb <c>read-archive</c>: the lines of a file that was copied from the object store, with nothing but the master key.</summary>
internal static class ReadArchiveCommand
{
    public const string Name = "read-archive";
    private const int WrongArguments = 2;
    private const int Unusable = 1;

    private const string Usage = """
        Usage: read-archive FILE [--key KEY] [--MasterKeys:File=FILE | --MasterKeys:Keys:ID=BASE64 ...]

        Writes the documents of an archive file to standard output, one JSON object a line. Needs no hub, no database and no object store: only the
        file and the master key that it was encrypted with.

          FILE                   the file, as it lies in the object store (.ndjson, or .index)
          --key KEY              the key that it was stored under, which its manifest names; default: the path from archive/ on
          --MasterKeys:...       where the master keys are, as for the hub

        Exit codes: 0 done, 1 the file cannot be used, 2 wrong arguments.
        """;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [] or ["--help" or "-h"])
        {
            await Console.Out.WriteLineAsync(Usage);
            return args.Length == 0 ? WrongArguments : 0;
        }

        var settings = args.Skip(1).Where(arg => arg.StartsWith("--MasterKeys:", StringComparison.Ordinal)).ToArray();
        var key = args is [_, "--key", var given, ..] ? given : ArchiveExport.KeyOf(args[0]);
        var known = 1 + settings.Length + (args is [_, "--key", _, ..] ? 2 : 0);
        if (key is null)
            return await FailAsync(WrongArguments, $"Expected --key with the key that the file was stored under, which its manifest names, since the path '{args[0]}' does not say.");
        if (known != args.Length)
            return await FailAsync(WrongArguments, $"Expected FILE, --key KEY and --MasterKeys:..., found '{string.Join(' ', args)}'. {Name} --help tells more.");
        try
        {
            var options = new MasterKeyOptions();
            new ConfigurationBuilder().AddCommandLine(settings).Build().GetSection("MasterKeys").Bind(options);
            await using var output = Console.OpenStandardOutput();
            await ArchiveExport.WriteAsync(
                args[0], key, new ConfiguredMasterKeys(Options.Create(options), NullLogger<ConfiguredMasterKeys>.Instance), output, CancellationToken.None);
            return 0;
        }
        catch (Exception fault) when (fault is ArchiveFileException or MasterKeyException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(Unusable, fault.Message);
        }
    }

    private static async Task<int> FailAsync(int code, string message)
    {
        await Console.Error.WriteLineAsync($"{Name}: {message}");
        return code;
    }
}
