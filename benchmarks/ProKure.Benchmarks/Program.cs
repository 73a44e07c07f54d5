using BenchmarkDotNet.Running;
using ProKure.Benchmarks.Jsonata;

if (args is ["--quick", ..])
{
    var table = QuickTable.Make();
    Console.WriteLine(table);
    if (args is [_, var file])
        File.WriteAllText(file, table);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(JsonataBenchmarks).Assembly).Run(args);
}
