using System.Text.Json;
using ProKure.Jsonata.Functions;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata;

/// <summary>The arguments of a call of an extension function. Valid during the call only.</summary>
public readonly ref struct JsonataArguments
{
    private readonly NativeCall _call;

    internal JsonataArguments(in NativeCall call) => _call = call;

    /// <summary>How many there are.</summary>
    public int Count => _call.Count;

    /// <summary>What the caller of the evaluation gave as <see cref="JsonataEvaluation.State"/>; null for nothing.</summary>
    public object? State => _call.Context.State;

    /// <summary>Cancels the evaluation.</summary>
    public CancellationToken CancellationToken => _call.Context.CancellationToken;

    /// <summary>The instant of the evaluation.</summary>
    public DateTimeOffset Now => _call.Context.Now;

    /// <summary>Whether an argument was left out or came to nothing.</summary>
    public bool IsUndefined(int index) => _call[index].IsUndefined;

    /// <summary>Whether an argument is JSON null.</summary>
    public bool IsNull(int index) => _call[index].IsNull;

    /// <summary>Whether an argument is a string.</summary>
    public bool IsString(int index) => _call[index].IsString;

    /// <summary>Whether an argument is a number.</summary>
    public bool IsNumber(int index) => _call[index].IsNumber;

    /// <summary>Whether an argument is true or false.</summary>
    public bool IsBoolean(int index) => _call[index].Kind == ValueKind.Boolean;

    /// <summary>A string.</summary>
    /// <exception cref="InvalidOperationException">The argument is none.</exception>
    public string GetString(int index) => IsString(index) ? _call[index].AsString() : throw Wrong(index, "a string");

    /// <summary>A number.</summary>
    /// <exception cref="InvalidOperationException">The argument is none.</exception>
    public double GetNumber(int index) => IsNumber(index) ? _call[index].AsNumber() : throw Wrong(index, "a number");

    /// <summary>True or false.</summary>
    /// <exception cref="InvalidOperationException">The argument is neither.</exception>
    public bool GetBoolean(int index) => IsBoolean(index) ? _call[index].IsTrue : throw Wrong(index, "true or false");

    /// <summary>
    /// The argument as text: a string as it is; a number as it was written in the input, digit for digit, or as JavaScript writes it where it was
    /// calculated; anything else as JSON. Null for undefined.
    /// </summary>
    public string? GetText(int index)
    {
        var value = _call[index];
        if (value.IsUndefined)
            return null;
        return value.Kind == ValueKind.RawNumber
            ? System.Text.Encoding.UTF8.GetString(value.Table.GetRaw(value.Row))
            : ValueText.ToText(value, _call.Context);
    }

    /// <summary>The argument as JSON; the default element (of kind Undefined) for undefined. Functions become empty strings.</summary>
    public JsonElement GetJson(int index)
    {
        var value = _call[index];
        if (value.IsUndefined)
            return default;
        var output = _call.Context.RentOutput();
        output.Limit = _call.Context.Limits.MaxOutputBytes;
        ValueText.Write(output, value, _call.Context);
        output.Finish();
        var reader = new Utf8JsonReader(output.Written, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var element = JsonElement.ParseValue(ref reader);
        _call.Context.ReturnOutput(output);
        return element;
    }

    /// <summary>The argument as it is, to be handed back as result.</summary>
    public JsonataValue GetValue(int index) => new(_call[index]);

    private InvalidOperationException Wrong(int index, string expected) =>
        new($"Expected {expected} as argument {index + 1}, got {_call[index].Describe()}");
}
