namespace ProKure.Jsonata.Values;

/// <summary>What a property is looked up by: a name, or a string of the evaluation that need not be decoded for it.</summary>
internal readonly ref struct PropertyKey
{
    private readonly string? _text;

    private PropertyKey(ReadOnlySpan<byte> utf8, string? text)
    {
        Utf8 = utf8;
        _text = text;
    }

    public ReadOnlySpan<byte> Utf8 { get; }

    /// <summary>The text; null where it has not been decoded.</summary>
    public string? KnownText => _text;

    public string Text => _text ?? System.Text.Encoding.UTF8.GetString(Utf8);

    public static implicit operator PropertyKey(PropertyName name) => new(name.Utf8, name.Text);

    /// <summary>A key from a string.</summary>
    public static PropertyKey Of(in Value text) =>
        text.Kind == ValueKind.RawString && text.Table.TryGetPlainString(text.Row, out var utf8)
            ? new PropertyKey(utf8, text: null)
            : PropertyName.Of(text.AsString());
}
