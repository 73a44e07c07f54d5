using System.Text;

namespace ProKure.Jsonata.Values;

/// <summary>The name of a property, also as UTF-8 so that it compares with the input as it is.</summary>
internal sealed class PropertyName(string text)
{
    public string Text { get; } = text;

    /// <summary>The name as UTF-8. A lone surrogate becomes a replacement character; such a name occurs escaped only, and is compared decoded.</summary>
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(text);
}
