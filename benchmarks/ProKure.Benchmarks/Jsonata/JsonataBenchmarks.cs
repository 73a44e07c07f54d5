using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using ProKure.Jsonata;
using ProKure.Jsonata.Values;

namespace ProKure.Benchmarks.Jsonata;

/// <summary>The .NET rows of the table, by BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class JsonataBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(1024 * 1024);
    private static readonly Utf8JsonWriter Writer = new(Stream.Null);
    private static readonly JsonTable SmallInput = Read(Workload.SmallOrder);
    private static readonly JsonTable LargeInput = Read(Workload.LargeOrder);
    private static readonly JsonTable QueryInput = Read(Workload.Orders);
    private readonly JsonataExpression _order = JsonataExpression.Compile(Workload.SmallOrder.Expression);
    private readonly JsonataExpression _query = JsonataExpression.Compile(Workload.Orders.Expression);

    [Benchmark]
    public bool SmallOrder() => Evaluate(_order, Workload.SmallOrder);

    [Benchmark]
    public bool LargeOrder() => Evaluate(_order, Workload.LargeOrder);

    [Benchmark]
    public bool Query() => Evaluate(_query, Workload.Orders);

    [Benchmark]
    public bool SmallOrderAlone() => _order.EvaluateOnly(SmallInput);

    [Benchmark]
    public bool LargeOrderAlone() => _order.EvaluateOnly(LargeInput);

    [Benchmark]
    public bool QueryAlone() => _query.EvaluateOnly(QueryInput);

    [Benchmark]
    public void SmallOrderByHand() => Map(Workload.SmallOrder);

    [Benchmark]
    public void LargeOrderByHand() => Map(Workload.LargeOrder);

    [Benchmark]
    public JsonataExpression CompileOrder() => JsonataExpression.Compile(Workload.SmallOrder.Expression);

    [Benchmark]
    public JsonataExpression CompileQuery() => JsonataExpression.Compile(Workload.Orders.Expression);

    private static JsonTable Read(Workload workload)
    {
        var table = new JsonTable();
        table.Read(workload.Input, JsonataLimits.Default);
        return table;
    }

    private bool Evaluate(JsonataExpression expression, Workload workload)
    {
        _output.ResetWrittenCount();
        return expression.Evaluate(workload.Input, _output);
    }

    private void Map(Workload workload)
    {
        _output.ResetWrittenCount();
        HandWrittenMapping.Map(workload.Input, Writer, _output);
    }
}
