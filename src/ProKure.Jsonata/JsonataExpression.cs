using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProKure.Jsonata.Compilation;
using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Functions;
using ProKure.Jsonata.Syntax;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata;

/// <summary>A compiled JSONata 2.x expression. Immutable: one instance serves any number of threads.</summary>
/// <remarks>Language: https://docs.jsonata.org. Evaluation is synchronous; extension functions must not wait.</remarks>
public sealed class JsonataExpression
{
    private readonly CompiledExpression _compiled;
    private readonly FunctionTable _functions;
    private readonly JsonataLimits _limits;

    private JsonataExpression(string text, CompiledExpression compiled, FunctionTable functions, JsonataLimits limits)
    {
        Text = text;
        _compiled = compiled;
        _functions = functions;
        _limits = limits;
    }

    /// <summary>The expression as it was given.</summary>
    public string Text { get; }

    /// <summary>Compiles an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="options">Limits and extension functions; null for the defaults.</param>
    /// <exception cref="JsonataException">The text is no expression (codes S…), or goes over a limit; with position.</exception>
    public static JsonataExpression Compile(string text, JsonataOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var limits = options?.Limits ?? JsonataLimits.Default;
        var functions = options is null ? FunctionTable.BuiltIn : FunctionTable.With(options.Functions);
        return new JsonataExpression(text, Compiler.Compile(text, limits, functions), functions, limits);
    }

    /// <summary>
    /// The texts that stand as an argument in calls of a function, in order: what an expression names, as far as that can be read without evaluating it.
    /// </summary>
    /// <param name="function">The function's name, without <c>$</c>.</param>
    /// <param name="index">Which argument, from 0.</param>
    public IReadOnlyList<JsonataWrittenText> FindWrittenArguments(string function, int index) => Search(tree => WrittenArguments.Find(tree, function, index));

    /// <summary>
    /// The variables and functions that the expression asks for without binding them anywhere, and that are no function: bindings of the evaluation, or spelling mistakes, which would give
    /// nothing. Names without <c>$</c>, each with the index behind it. None where the expression calls <c>$eval</c>, which may bind anything.
    /// </summary>
    public IReadOnlyList<JsonataWrittenText> FindFreeNames() => Search(tree => FreeNames.Find(tree, _functions));

    /// <summary>The variables that the expression binds, and the functions that it may call, without <c>$</c>: what a name that is mistyped was perhaps meant to be.</summary>
    public IReadOnlyList<string> FindKnownNames() => Search(tree => FreeNames.Known(tree, _functions));

    private List<T> Search<T>(Func<SyntaxNode, List<T>> find)
    {
        var arena = SyntaxArena.Rent();
        try
        {
            return find(Parser.Parse(Text, _limits, arena).Root);
        }
        finally
        {
            arena.Return();
        }
    }

    /// <summary>Evaluates over JSON text.</summary>
    /// <param name="utf8Json">The input, UTF-8, with or without byte order mark; empty for an undefined input.</param>
    /// <param name="output">Receives the result as UTF-8 JSON, only when the evaluation has succeeded.</param>
    /// <param name="evaluation">Bindings and the like; null for none.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>False where the result is undefined: then nothing is written.</returns>
    /// <exception cref="JsonataException">The evaluation failed, a guard ended it, or the input is no JSON.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool Evaluate(
        ReadOnlySpan<byte> utf8Json, IBufferWriter<byte> output, JsonataEvaluation? evaluation = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var run = new Run(this, evaluation, cancellationToken);
        if (!run.Write(utf8Json))
            return false;
        output.Write(run.Written);
        return true;
    }

    /// <inheritdoc cref="Evaluate(ReadOnlySpan{byte}, IBufferWriter{byte}, JsonataEvaluation, CancellationToken)"/>
    public bool Evaluate(
        ReadOnlySpan<byte> utf8Json, Utf8JsonWriter output, JsonataEvaluation? evaluation = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var run = new Run(this, evaluation, cancellationToken);
        if (!run.Write(utf8Json))
            return false;
        output.WriteRawValue(run.Written, skipInputValidation: true);
        return true;
    }

    /// <summary>Evaluates over JSON text.</summary>
    /// <param name="utf8Json">The input, UTF-8, with or without byte order mark; empty for an undefined input.</param>
    /// <param name="evaluation">Bindings and the like; null for none.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>The result; null where it is undefined.</returns>
    /// <exception cref="JsonataException">The evaluation failed, a guard ended it, or the input is no JSON.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public JsonElement? Evaluate(ReadOnlySpan<byte> utf8Json, JsonataEvaluation? evaluation = null, CancellationToken cancellationToken = default)
    {
        using var run = new Run(this, evaluation, cancellationToken);
        if (!run.Write(utf8Json))
            return null;
        var reader = new Utf8JsonReader(run.Written, new JsonReaderOptions { MaxDepth = int.MaxValue });
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Evaluates over a JSON element.</summary>
    /// <param name="json">The input; of kind Undefined for an undefined input.</param>
    /// <param name="evaluation">Bindings and the like; null for none.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>The result; null where it is undefined.</returns>
    /// <exception cref="JsonataException">The evaluation failed, or a guard ended it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public JsonElement? Evaluate(JsonElement json, JsonataEvaluation? evaluation = null, CancellationToken cancellationToken = default) =>
        Evaluate((ReadOnlySpan<byte>)TextOf(json), evaluation, cancellationToken);

    /// <summary>Evaluates over a JSON element.</summary>
    /// <param name="json">The input; of kind Undefined for an undefined input.</param>
    /// <param name="output">Receives the result, only when the evaluation has succeeded.</param>
    /// <param name="evaluation">Bindings and the like; null for none.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>False where the result is undefined: then nothing is written.</returns>
    /// <exception cref="JsonataException">The evaluation failed, or a guard ended it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool Evaluate(
        JsonElement json, Utf8JsonWriter output, JsonataEvaluation? evaluation = null, CancellationToken cancellationToken = default) =>
        Evaluate(TextOf(json), output, evaluation, cancellationToken);

    /// <summary>Evaluates over a JSON node; null is JSON null.</summary>
    /// <inheritdoc cref="Evaluate(JsonElement, Utf8JsonWriter, JsonataEvaluation, CancellationToken)"/>
    public bool Evaluate(
        JsonNode? json, Utf8JsonWriter output, JsonataEvaluation? evaluation = null, CancellationToken cancellationToken = default) =>
        Evaluate(TextOf(json), output, evaluation, cancellationToken);

    /// <summary>Evaluates over a JSON node; null is JSON null.</summary>
    /// <inheritdoc cref="Evaluate(JsonElement, JsonataEvaluation, CancellationToken)"/>
    public JsonElement? Evaluate(JsonNode? json, JsonataEvaluation? evaluation = null, CancellationToken cancellationToken = default) =>
        Evaluate((ReadOnlySpan<byte>)TextOf(json), evaluation, cancellationToken);

    /// <summary>Evaluates over JSON text and tells whether the result counts as true, as <c>$boolean</c> sees it; false where it is undefined.</summary>
    /// <inheritdoc cref="Evaluate(ReadOnlySpan{byte}, IBufferWriter{byte}, JsonataEvaluation, CancellationToken)" path="/param|/exception"/>
    public bool EvaluateBoolean(ReadOnlySpan<byte> utf8Json, JsonataEvaluation? evaluation = null, CancellationToken cancellationToken = default)
    {
        using var run = new Run(this, evaluation, cancellationToken);
        return run.IsTrue(utf8Json);
    }

    /// <summary>Evaluates over JSON text and gives the result as text, as <c>$string</c> gives it; null where it is undefined.</summary>
    /// <inheritdoc cref="Evaluate(ReadOnlySpan{byte}, IBufferWriter{byte}, JsonataEvaluation, CancellationToken)" path="/param|/exception"/>
    public string? EvaluateString(ReadOnlySpan<byte> utf8Json, JsonataEvaluation? evaluation = null, CancellationToken cancellationToken = default)
    {
        using var run = new Run(this, evaluation, cancellationToken);
        return run.ToText(utf8Json);
    }

    /// <summary>Evaluates over an input that was read before, and leaves the result unwritten: evaluation alone, for measuring. False where it is undefined.</summary>
    internal bool EvaluateOnly(JsonTable input)
    {
        using var run = new Run(this, evaluation: null, CancellationToken.None);
        return run.IsDefined(input);
    }

    private static byte[] TextOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Undefined ? [] : JsonSerializer.SerializeToUtf8Bytes(json, JsonTypes.Default.JsonElement);

    private static byte[] TextOf(JsonNode? json) =>
        json is null ? "null"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(json, JsonTypes.Default.JsonNode);

    /// <summary>One evaluation with a context of the pool.</summary>
    private readonly ref struct Run
    {
        private readonly JsonataExpression _expression;
        private readonly EvaluationContext _context;

        public Run(JsonataExpression expression, JsonataEvaluation? evaluation, CancellationToken cancellationToken)
        {
            _expression = expression;
            _context = ContextPool.Rent();
            try
            {
                _context.Start(evaluation?.Limits ?? expression._limits, expression._functions, evaluation, cancellationToken);
            }
            catch
            {
                ContextPool.Return(_context);
                throw;
            }
        }

        public ReadOnlySpan<byte> Written => _context.Output.Written;

        public bool Write(ReadOnlySpan<byte> json)
        {
            var input = Read(json);
            var any = FastPaths.On
                ? _expression._compiled.Write(_context, input, _context.Output)
                : WriteValue(_expression._compiled.Eval(_context, input));
            _context.Output.Finish();
            return any;
        }

        private bool WriteValue(in Value result)
        {
            if (result.IsUndefined)
                return false;
            ValueText.Write(_context.Output, result, _context);
            return true;
        }

        public bool IsTrue(ReadOnlySpan<byte> json) => Truth.Of(Eval(json), _context);

        public bool IsDefined(JsonTable input)
        {
            _context.Root = JsonInput.RootOf(input, _context);
            return !_expression._compiled.Eval(_context, Wrapped(_context.Root)).IsUndefined;
        }

        public string? ToText(ReadOnlySpan<byte> json)
        {
            var result = Eval(json);
            return result.IsUndefined ? null : ValueText.ToText(result, _context);
        }

        public void Dispose() => ContextPool.Return(_context);

        private Value Eval(ReadOnlySpan<byte> json) => _expression._compiled.Eval(_context, Read(json));

        private Value Read(ReadOnlySpan<byte> json)
        {
            if (!json.IsEmpty)
            {
                _context.Input.Read(json, _context.Limits);
                _context.Root = JsonInput.RootOf(_context.Input, _context);
            }
            return Wrapped(_context.Root);
        }

        /// <summary>A root that is an array is held by a sequence, over which paths go.</summary>
        private Value Wrapped(in Value root) =>
            root.IsArray ? Value.FromArray(_context.NewArray(root, ArrayFlags.Sequence | ArrayFlags.OuterWrapper)) : root;
    }
}
