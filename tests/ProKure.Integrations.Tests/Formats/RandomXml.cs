using System.Security;
using System.Text.Json.Nodes;
using CsCheck;

namespace ProKure.Integrations.Tests.Formats;

/// <summary>Random documents, and random JSON in the form that a document has.</summary>
internal static class RandomXml
{
    private static readonly Gen<string> Name = OneOf("a", "b", "Item", "p:x", "Stück", "_1");

    private static readonly Gen<string> Text = Gen.Char["abc äöé€\u0416\u4e2d<>&\"'\t\n\r]"].Array[1, 12].Select(chars => new string(chars));

    /// <summary>Values that stand for themselves: strings, null, and objects with attributes, children, repeats.</summary>
    public static Gen<JsonNode?> Values { get; } = Gen.Int[0, 3].SelectMany(ValueOf);

    /// <summary>Documents with attributes, mixed content, repeats out of order, CDATA, comments and nil.</summary>
    public static Gen<string> Documents { get; } = Gen.Int[0, 4].SelectMany(ElementOf).Select(element => $"""<r xmlns:p="urn:p" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{element}</r>""");

    public static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<string> ElementOf(int depth)
    {
        var attributes = Gen.Select(OneOf("id", "p:id", "xml:lang"), Text)
            .Select((name, value) => $" {name}=\"{Escape(value)}\"").Array[0, 1].Select(string.Concat);
        var leaf = Gen.OneOf(
            Text.Select(Escape),
            Text.Where(text => !text.Contains("]]>", StringComparison.Ordinal)).Select(text => $"<![CDATA[{text}]]>"),
            OneOf("", "<!-- c -->"));
        var content = depth == 0 ? leaf : Gen.OneOf(leaf, Gen.OneOf(leaf, Gen.Int[0, depth - 1].SelectMany(ElementOf)).Array[0, 5].Select(string.Concat));
        return Gen.OneOf(
            Gen.Select(Name, attributes, content).Select((name, written, inner) => $"<{name}{written}>{inner}</{name}>"),
            Name.Select(name => $"<{name} xsi:nil=\"true\"/>"));
    }

    private static Gen<JsonNode?> ValueOf(int depth)
    {
        var plain = Gen.OneOf(Text.Select(text => (JsonNode?)JsonValue.Create(text)), Gen.Const((JsonNode?)null));
        return depth == 0 ? plain : Gen.OneOf(plain, ObjectOf(depth));
    }

    // An object of XML's own form: at least one child, since an element without any would be a string.
    private static Gen<JsonNode?> ObjectOf(int depth)
    {
        var child = Gen.Int[0, depth - 1].SelectMany(ValueOf);
        var children = Gen.OneOf(child, child.Array[2, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])));
        var members = Gen.Select(OneOf("a", "b", "Item", "Stueck"), children).Array[1, 4];
        return Gen.Select(Text.Array[0, 1], members).Select((attribute, pairs) =>
        {
            var made = new JsonObject();
            if (attribute is [var value])
                made["@id"] = value;
            foreach (var (name, item) in pairs)
                made[name] = item?.DeepClone();
            return (JsonNode?)made;
        });
    }

    // A carriage return has to be written as a reference: as itself it is a line feed.
    private static string Escape(string text) =>
        SecurityElement.Escape(text).Replace("\r", "&#13;", StringComparison.Ordinal).Replace("\n", "&#10;", StringComparison.Ordinal).Replace("\t", "&#9;", StringComparison.Ordinal);
}
