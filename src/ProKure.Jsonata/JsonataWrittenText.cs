namespace ProKure.Jsonata;

/// <summary>A text that stands in an expression.</summary>
/// <param name="Text">The text, without quotes and escapes.</param>
/// <param name="Position">UTF-16 index after its closing quote, as faults count.</param>
public readonly record struct JsonataWrittenText(string Text, int Position);
