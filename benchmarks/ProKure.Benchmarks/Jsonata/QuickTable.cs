using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Jint;
using ProKure.Jsonata;
using ProKure.Jsonata.Values;

namespace ProKure.Benchmarks.Jsonata;

/// <summary>One table in about a minute: short batches, all engines warmed up over the whole list first, in one run.</summary>
internal static class QuickTable
{
    private const double Seconds = 1.5;

    private sealed record Measured(double Nanoseconds, double Bytes);

    public static string Make()
    {
        var reference = ReferenceBundle.Install();
        var node = reference is null ? null : Node(reference);
        var ours = Measure(w => Ours(w));
        var hand = Measure(w => w == Workload.Orders ? null : Hand(w));
        var jint = reference is null ? null : Measure(w => OnJint(w, reference));
        var alone = Measure(Alone);
        var compile = Measure(w => () => JsonataExpression.Compile(w.Expression));
        var jintCompile = reference is null ? null : Measure(w => CompileOnJint(w, reference));

        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # JSONata: text to text, one core

            One run on one machine (.NET {Environment.Version}); of many short batches the one that a tenth are faster than, so that what else the machine does counts little. "Evaluate only" is over an input that was read before, and leaves the result unwritten. The reference is jsonata-js {ReferenceBundle.Version}; on node in its own process, its own loop, timed inside.

            | workload | ours | allocated | by hand | allocated | jsonata-js on node | on Jint | node / ours | hand / ours |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|

            """));
        foreach (var w in Workload.All)
        {
            var (me, other) = (ours[w.Name]!, hand[w.Name]);
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {w.Name} ({w.Input.Length:N0} B) | {Time(me.Nanoseconds)} | {me.Bytes:N0} B | {Time(other?.Nanoseconds)} | {(other is null ? "-" : $"{other.Bytes:N0} B")} | {Time(node?[w.Name].Evaluate)} | {Time(jint?[w.Name]!.Nanoseconds)} | {Ratio(node?[w.Name].Evaluate, me)} | {Ratio(other?.Nanoseconds, me)} |");
        }

        foreach (var w in Workload.All)
        {
            var me = alone[w.Name]!;
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| evaluate only: {w.Name} | {Time(me.Nanoseconds)} | {me.Bytes:N0} B | - | - | {Time(node?[w.Name].Alone)} | - | {Ratio(node?[w.Name].Alone, me)} | - |");
        }

        foreach (var w in new[] { Workload.SmallOrder, Workload.Orders })
        {
            var me = compile[w.Name]!;
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| compile: {w.Name} | {Time(me.Nanoseconds)} | {me.Bytes:N0} B | - | - | {Time(node?[w.Name].Compile)} | {Time(jintCompile?[w.Name]!.Nanoseconds)} | {Ratio(node?[w.Name].Compile, me)} | - |");
        }

        return table.ToString();
    }

    private static Action Ours(Workload workload)
    {
        var expression = JsonataExpression.Compile(workload.Expression);
        var output = new ArrayBufferWriter<byte>(workload.Input.Length);
        return () =>
        {
            output.ResetWrittenCount();
            expression.Evaluate(workload.Input, output);
        };
    }

    /// <summary>Over an input read before, without writing the result.</summary>
    private static Action Alone(Workload workload)
    {
        var expression = JsonataExpression.Compile(workload.Expression);
        var input = new JsonTable();
        input.Read(workload.Input, JsonataLimits.Default);
        return () => expression.EvaluateOnly(input);
    }

    private static Action Hand(Workload workload)
    {
        var output = new ArrayBufferWriter<byte>(workload.Input.Length);
        var writer = new Utf8JsonWriter(output);
        return () =>
        {
            output.ResetWrittenCount();
            HandWrittenMapping.Map(workload.Input, writer, output);
        };
    }

    private static Action CompileOnJint(Workload workload, string reference)
    {
        var engine = NewJint(workload, reference);
        engine.Execute("function compile() { jsonata(text); }");
        return () => engine.Invoke("compile");
    }

    private static Engine NewJint(Workload workload, string reference)
    {
        var engine = new Engine();
        engine.Execute(ReferenceBundle.Script(reference));
        engine.SetValue("text", workload.Expression);
        return engine;
    }

    private static Action OnJint(Workload workload, string reference)
    {
        var engine = NewJint(workload, reference);
        engine.Execute("var expression = jsonata(text); async function once(input) { return JSON.stringify(await expression.evaluate(JSON.parse(input))); }");
        var input = Encoding.UTF8.GetString(workload.Input);
        return () => engine.Invoke("once", input).UnwrapIfPromise();
    }

    private static Dictionary<string, Measured?> Measure(Func<Workload, Action?> make)
    {
        var actions = Workload.All.Select(w => (w.Name, Action: make(w))).ToList();
        foreach (var (_, action) in actions)
            Run(action, 0.7);
        return actions.ToDictionary(a => a.Name, a => Run(a.Action, Seconds), StringComparer.Ordinal);
    }

    private static Measured? Run(Action? action, double seconds)
    {
        if (action is null)
            return null;
        action();
        var batch = 1;
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began).TotalMilliseconds < 0.5)
        {
            batch *= 2;
            began = Stopwatch.GetTimestamp();
            for (var i = 0; i < batch; i++)
                action();
        }

        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds || times.Count < 5)
        {
            began = Stopwatch.GetTimestamp();
            for (var i = 0; i < batch; i++)
                action();
            times.Add(Stopwatch.GetElapsedTime(began).TotalNanoseconds / batch);
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var runs = (double)times.Count * batch;
        times.Sort();
        return new Measured(times[times.Count / 10], allocated / runs);
    }

    private static Dictionary<string, (double Evaluate, double Alone, double Compile)> Node(string reference)
    {
        var file = Path.Combine(reference, "workloads.json");
        File.WriteAllText(file, JsonSerializer.Serialize(Workload.All.Select(w => new
        {
            name = w.Name,
            expression = w.Expression,
            input = Encoding.UTF8.GetString(w.Input),
            batch = w.Input.Length < 1_000 ? 20 : 1,
        })));
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Jsonata", "node-loop.js"), reference, file])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var answer = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        using var results = JsonDocument.Parse(answer);
        return results.RootElement.EnumerateArray().ToDictionary(
            r => r.GetProperty("name").GetString()!,
            r => (r.GetProperty("evaluate").GetDouble(), r.GetProperty("alone").GetDouble(), r.GetProperty("compile").GetDouble()),
            StringComparer.Ordinal);
    }

    private static string Ratio(double? other, Measured me) =>
        other is { } time ? (time / me.Nanoseconds).ToString("0.0", CultureInfo.InvariantCulture) : "-";

    private static string Time(double? nanoseconds) => nanoseconds switch
    {
        null => "-",
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0.00} us"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.00} ms"),
    };
}
