using ProKure.Jsonata.Functions;

namespace ProKure.Jsonata;

/// <summary>The body of an extension function. Runs on the evaluating thread, so it must be quick and must not wait; may be called from many threads.</summary>
/// <param name="arguments">What the function was called with, already checked against its signature.</param>
/// <returns>The result; <see cref="JsonataValue.Undefined"/> for none.</returns>
/// <exception cref="JsonataException">The body may throw it with a code of its own; position and name of the call are added.</exception>
public delegate JsonataValue JsonataFunctionBody(in JsonataArguments arguments);

/// <summary>A function that a host adds to the language.</summary>
public sealed class JsonataFunction
{
    private readonly NativeFunction _native;

    private JsonataFunction(string name, NativeFunction native)
    {
        Name = name;
        _native = native;
    }

    /// <summary>The name, without the dollar sign.</summary>
    public string Name { get; }

    /// <summary>Defines a function.</summary>
    /// <param name="name">The name, without the dollar sign.</param>
    /// <param name="signature">
    /// The JSONata signature, such as <c>&lt;s-s?:s&gt;</c>: letters for string, number, boolean, null (l), array, object, function, any (x),
    /// choices in parentheses; <c>-</c> takes the context for a missing argument, <c>?</c> is optional, <c>+</c> repeats.
    /// </param>
    /// <param name="body">What it does.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="JsonataException">S0401, S0402: the signature is none.</exception>
    public static JsonataFunction Create(string name, string signature, JsonataFunctionBody body)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(body);
        var arity = Syntax.Signature.Parse(signature).Count;
        return new JsonataFunction(name, new NativeFunction(name, arity, signature, (in NativeCall call) => Run(body, call)));
    }

    internal Function ToNative() => _native;

    private static Values.Value Run(JsonataFunctionBody body, in NativeCall call) => body(new JsonataArguments(call)).ToValue(call.Context);
}
