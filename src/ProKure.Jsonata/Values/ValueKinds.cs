namespace ProKure.Jsonata.Values;

/// <summary>A set of kinds.</summary>
internal readonly struct ValueKinds
{
    private readonly uint _bits;

    private ValueKinds(uint bits) => _bits = bits;

    /// <summary>The kinds that the type letters of signatures stand for, <c>m</c> being none of them.</summary>
    public static ValueKinds Of(string letters)
    {
        var bits = 0u;
        for (var kind = ValueKind.Undefined; kind <= ValueKind.BoundUndefined; kind++)
            if (letters.Contains(Value.LetterOf(kind), StringComparison.Ordinal))
                bits |= 1u << (int)kind;
        return new ValueKinds(bits);
    }

    public bool Contain(ValueKind kind) => (_bits >> (int)kind & 1) != 0;
}
