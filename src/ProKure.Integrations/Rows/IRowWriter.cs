namespace ProKure.Integrations.Rows;

/// <summary>A statement of whichever database; values are bound one after the other. Null is NULL.</summary>
/// <typeparam name="TSelf">The statement's type, so that one call follows the other.</typeparam>
public interface IRowWriter<TSelf> where TSelf : IRowWriter<TSelf>
{
    /// <summary>A text as it is; one that the database cannot keep is refused.</summary>
    TSelf Bind(string? value);

    /// <summary>A text that came from outside, made storable where it is not.</summary>
    TSelf BindStorable(string? value);

    /// <summary>A JSON text that the database may look into.</summary>
    TSelf BindDocument(string? json);

    /// <summary>A JSON text, kept as it is written.</summary>
    TSelf BindJson(string? json);

    /// <summary>A number.</summary>
    TSelf Bind(int value);

    /// <summary>A number, or none.</summary>
    TSelf Bind(int? value);

    /// <summary>A long number.</summary>
    TSelf Bind(long value);

    /// <summary>A long number, or none.</summary>
    TSelf Bind(long? value);

    /// <summary>A fraction, or none.</summary>
    TSelf Bind(double? value);

    /// <summary>Yes or no.</summary>
    TSelf Bind(bool value);

    /// <summary>Yes, no, or neither.</summary>
    TSelf Bind(bool? value);

    /// <summary>A time, to the millisecond.</summary>
    TSelf Bind(DateTimeOffset value);

    /// <summary>A time, or none.</summary>
    TSelf Bind(DateTimeOffset? value);

    /// <summary>An id.</summary>
    TSelf Bind(Guid value);

    /// <summary>An id, or none.</summary>
    TSelf Bind(Guid? value);

    /// <summary>A name of an enumeration, as on the wire.</summary>
    TSelf Bind<T>(T value) where T : struct, Enum;

    /// <summary>A name of an enumeration, or none.</summary>
    TSelf Bind<T>(T? value) where T : struct, Enum;

    /// <summary>Bytes, or none.</summary>
    TSelf Bind(ReadOnlyMemory<byte>? value);
}
