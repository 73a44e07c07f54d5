using ProKure.Integrations.Hub.Api.Json;

namespace ProKure.Integrations.Hub.Commands;

/// <summary>What <c>rebuild-summaries</c> was asked for.</summary>
internal sealed record RebuildSummariesArguments
{
    public const string Usage = """
        Usage: rebuild-summaries --from TIME [--to TIME] [--Section:Key=VALUE ...]

        Reads the log and writes the summaries that are missing, then counts the roll-ups anew, as far back as all summaries are kept. Harmless when
        repeated, and while hubs run; only the embedded stores belong to one process at a time: stop the hub first.

          --from TIME            attempts that began at or after this (ISO 8601, as 2026-03-01 or 2026-03-01T09:30:00Z)
          --to TIME              attempts that began before this; default now
          --Section:Key=VALUE    a setting of the hub, as --Hub:DataDirectory=data

        The result is on standard output, progress and faults are on standard error. Exit codes: 0 done, 2 wrong arguments or settings, 4 a store cannot be
        used, 130 ended by Ctrl-C.
        """;

    private const string TimeForm = "a time in ISO 8601 such as 2026-03-01 or 2026-03-01T09:30:00Z";

    public DateTimeOffset From { get; private init; }

    public DateTimeOffset To { get; private init; }

    /// <summary>Settings of the hub, as they stood.</summary>
    public IReadOnlyList<string> Settings { get; private init; } = [];

    /// <summary>Only the usage was asked for.</summary>
    public bool WantsHelp { get; private init; }

    /// <summary>Reads the arguments; all that is wrong is told at once.</summary>
    public static (RebuildSummariesArguments? Arguments, IReadOnlyList<string> Faults) Read(IReadOnlyList<string> args, DateTimeOffset now)
    {
        if (args.Any(arg => arg is "--help" or "-h"))
            return (new RebuildSummariesArguments { WantsHelp = true }, []);

        var faults = new List<string>();
        var settings = new List<string>();
        var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var before, var after] ? (before, after) : (args[i], null);
            if (name is "--from" or "--to")
                ReadTime(name, value ?? (i + 1 < args.Count ? args[++i] : null), times, faults);
            else if (name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal) && value is not null)
                settings.Add(args[i]);
            else
                faults.Add($"Expected --from, --to or a setting such as --Hub:DataDirectory=data, found '{args[i]}'.");
        }

        var isAsked = times.TryGetValue("--from", out var from);
        var to = times.GetValueOrDefault("--to", now);
        if (!isAsked && faults.Count == 0)
            faults.Add($"--from: Expected {TimeForm}, found nothing.");
        if (isAsked && from >= to)
            faults.Add($"--from: Expected a time before --to ({UtcTimeConverter.Write(to)}), found {UtcTimeConverter.Write(from)}.");
        return faults.Count == 0 ? (new RebuildSummariesArguments { From = from, To = to, Settings = settings }, faults) : (null, faults);
    }

    private static void ReadTime(string name, string? text, Dictionary<string, DateTimeOffset> times, List<string> faults)
    {
        if (text is null || !UtcTimeConverter.TryRead(text, out var time))
            faults.Add($"{name}: Expected {TimeForm}, found {(text is null ? "nothing" : $"'{text}'")}.");
        else if (!times.TryAdd(name, time))
            faults.Add($"{name}: Expected once, found twice.");
    }
}
