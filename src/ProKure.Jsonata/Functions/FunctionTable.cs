using System.Collections.Frozen;
using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Functions;

/// <summary>Functions by name: the built-in ones, and those that a host registered.</summary>
internal sealed class FunctionTable
{
    private readonly FrozenDictionary<string, Function> _functions;
    private readonly FrozenDictionary<string, VariableNode> _nodes;

    private FunctionTable(IEnumerable<KeyValuePair<string, Function>> functions)
    {
        _functions = functions.ToFrozenDictionary(StringComparer.Ordinal);
        _nodes = _functions.ToFrozenDictionary(
            pair => pair.Key, pair => new VariableNode(pair.Key, [], pair.Value, Finish.Collapse), StringComparer.Ordinal);
    }

    public static FunctionTable BuiltIn { get; } = new(
        new IEnumerable<NativeFunction>[]
        {
            NumberFunctions.All,
            AggregationFunctions.All,
            StringFunctions.All,
            PatternFunctions.All,
            BooleanFunctions.All,
            ArrayFunctions.All,
            ObjectFunctions.All,
            HigherOrderFunctions.All,
            PictureFunctions.All,
            DateTimeFunctions.All,
            EvaluationFunctions.All,
        }.SelectMany(family => family).Select(function => KeyValuePair.Create<string, Function>(function.Name, function)));

    public IReadOnlyCollection<string> Names => _functions.Keys;

    public Function? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>The node for the name of a function that the expression does not bind; null where there is no such function.</summary>
    public VariableNode? FindNode(string name) => _nodes.GetValueOrDefault(name);

    /// <summary>The built-in functions and <paramref name="functions"/>, which may replace built-in ones.</summary>
    public static FunctionTable With(IReadOnlyList<JsonataFunction> functions)
    {
        if (functions.Count == 0)
            return BuiltIn;
        var all = new Dictionary<string, Function>(BuiltIn._functions, StringComparer.Ordinal);
        foreach (var function in functions)
            all[function.Name] = function.ToNative();
        return new FunctionTable(all);
    }
}
