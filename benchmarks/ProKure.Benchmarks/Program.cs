using BenchmarkDotNet.Running;
using ProKure.Benchmarks.Capture;
using ProKure.Benchmarks.Jsonata;
using ProKure.Benchmarks.Limits;
using ProKure.Benchmarks.Objects;
using ProKure.Benchmarks.Retry;
using ProKure.Benchmarks.Spool;

if (args is ["--quick" or "--spool" or "--redaction" or "--limits" or "--frames" or "--sealing", ..])
{
    var table = args[0] switch
    {
        "--quick" => QuickTable.Make(),
        "--redaction" => RedactionTable.Make(),
        "--frames" => FrameTable.Make(),
        "--sealing" => SealingTable.Make(),
        "--limits" => await LimitTable.MakeAsync(),
        _ => await SpoolTable.MakeAsync(),
    };
    Console.WriteLine(table);
    if (args is [_, var file])
        await File.WriteAllTextAsync(file, table);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(JsonataBenchmarks).Assembly).Run(args);
}
