using BenchmarkDotNet.Running;
using ProKure.Benchmarks.Jsonata;
using ProKure.Benchmarks.Spool;

if (args is ["--quick" or "--spool", ..])
{
    var table = args[0] == "--quick" ? QuickTable.Make() : await SpoolTable.MakeAsync();
    Console.WriteLine(table);
    if (args is [_, var file])
        await File.WriteAllTextAsync(file, table);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(JsonataBenchmarks).Assembly).Run(args);
}
