namespace ProKure.Jsonata.Values;

internal enum ValueKind : byte
{
    /// <summary>Nothing: the result of a path that leads nowhere. The default.</summary>
    Undefined,
    Null,
    Boolean,
    Number,

    /// <summary>A number of a <see cref="JsonTable"/>, still as it was written.</summary>
    RawNumber,
    String,

    /// <summary>A string of a <see cref="JsonTable"/>, still as it was written.</summary>
    RawString,
    Object,
    RawObject,
    Array,
    RawArray,
    Function,

    /// <summary>A row of a tuple stream.</summary>
    Tuple,

    /// <summary>A call in tail position, left to the loop that applies functions.</summary>
    TailCall,

    /// <summary>In a variable's slot: bound, to undefined.</summary>
    BoundUndefined,
}
