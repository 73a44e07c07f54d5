namespace ProKure.Jsonata;

/// <summary>How an expression is compiled, and what it may use.</summary>
public sealed class JsonataOptions
{
    /// <summary>The guards. Default <see cref="JsonataLimits.Default"/>; those for evaluation can be replaced for each evaluation.</summary>
    public JsonataLimits Limits { get; init; } = JsonataLimits.Default;

    /// <summary>Functions that the expression can call besides the built-in ones; one of the same name replaces a built-in one. Default none.</summary>
    public IReadOnlyList<JsonataFunction> Functions { get; init; } = [];
}
