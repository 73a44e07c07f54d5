using System.Text.Json;

namespace ProKure.Jsonata;

/// <summary>What one evaluation has of its own.</summary>
public sealed class JsonataEvaluation
{
    /// <summary>Values of variables by name, without the dollar sign. Null: none. They shadow functions of the same name.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Bindings { get; init; }

    /// <summary>Guards in place of those of the expression; null: those of the expression.</summary>
    public JsonataLimits? Limits { get; init; }

    /// <summary>Clock of <c>$now</c> and <c>$millis</c>, read once an evaluation. Null: the system's.</summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>Anything that extension functions need; handed to them as it is.</summary>
    public object? State { get; init; }
}
