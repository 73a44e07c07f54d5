namespace ProKure.Integrations.Rows;

/// <summary>A row of whichever database; its columns are read one after the other.</summary>
public interface IRowReader
{
    /// <summary>Whether the next column is NULL; if so it counts as read.</summary>
    bool ReadNull();

    /// <summary>A text.</summary>
    string ReadText();

    /// <summary>A text; null for NULL.</summary>
    string? ReadTextOrNull();

    /// <summary>A number.</summary>
    int ReadInt32();

    /// <summary>A number; null for NULL.</summary>
    int? ReadInt32OrNull();

    /// <summary>A long number.</summary>
    long ReadInt64();

    /// <summary>A long number; null for NULL.</summary>
    long? ReadInt64OrNull();

    /// <summary>A fraction.</summary>
    double ReadDouble();

    /// <summary>Yes or no.</summary>
    bool ReadBoolean();

    /// <summary>Yes or no; null for NULL.</summary>
    bool? ReadBooleanOrNull();

    /// <summary>A time.</summary>
    DateTimeOffset ReadTime();

    /// <summary>A time; null for NULL.</summary>
    DateTimeOffset? ReadTimeOrNull();

    /// <summary>An id.</summary>
    Guid ReadGuid();

    /// <summary>An id; null for NULL.</summary>
    Guid? ReadGuidOrNull();

    /// <summary>A name of an enumeration, as on the wire.</summary>
    T ReadName<T>() where T : struct, Enum;

    /// <summary>A name of an enumeration; null for NULL.</summary>
    T? ReadNameOrNull<T>() where T : struct, Enum;

    /// <summary>Bytes.</summary>
    byte[] ReadBytes();
}
