using MongoDB.Bson;

namespace ProKure.Integrations.MongoDb.Schema;

/// <summary>What the database must hold, as <c>scripts/mongodb/integration-logs-schema.js</c> says: its JSON is part of this program.</summary>
internal sealed class SchemaDefinitions
{
    private const string Begin = "const definitions = ", End = "\n};";

    private SchemaDefinitions(BsonDocument definitions)
    {
        Collections = [.. definitions["collections"].AsBsonArray.Select(collection => new CollectionDefinition(collection.AsBsonDocument))];
        Views = [.. definitions["views"].AsBsonArray.Select(view => new ViewDefinition(view.AsBsonDocument))];
    }

    public static SchemaDefinitions OfThisVersion { get; } = new(BsonDocument.Parse(ReadJson()));

    public IReadOnlyList<CollectionDefinition> Collections { get; }

    public IReadOnlyList<ViewDefinition> Views { get; }

    private static string ReadJson()
    {
        using var stream = typeof(SchemaDefinitions).Assembly.GetManifestResourceStream("integration-logs-schema.js")!;
        using var reader = new StreamReader(stream);
        var script = reader.ReadToEnd().ReplaceLineEndings("\n");
        var begin = script.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return script[begin..(script.IndexOf(End, begin, StringComparison.Ordinal) + End.Length - 1)];
    }
}

/// <summary>A collection with its validator, null for none, and its indexes.</summary>
internal sealed class CollectionDefinition(BsonDocument definition)
{
    public string Name { get; } = definition["name"].AsString;

    public BsonDocument? Validator { get; } = definition.GetValue("validator", null) as BsonDocument;

    public IReadOnlyList<IndexDefinition> Indexes { get; } = [.. definition["indexes"].AsBsonArray.Select(index => new IndexDefinition(index.AsBsonDocument))];
}

/// <summary>An index as <c>createIndexes</c> takes it.</summary>
internal sealed record IndexDefinition(BsonDocument Specification)
{
    public string Name => Specification["name"].AsString;

    public BsonDocument Key => Specification["key"].AsBsonDocument;

    public bool IsUnique => Specification.GetValue("unique", false).ToBoolean();

    /// <summary>Whether it removes documents by age.</summary>
    public bool Expires => Specification.Contains("expireAfterSeconds");

    /// <summary>Which documents it holds; null for all.</summary>
    public BsonDocument? Filter => Specification.GetValue("partialFilterExpression", null) as BsonDocument;

    /// <summary>The same index with another age.</summary>
    public IndexDefinition After(TimeSpan age) => new(new BsonDocument(Specification) { ["expireAfterSeconds"] = (int)age.TotalSeconds });

    /// <summary>The same index without uniqueness.</summary>
    public IndexDefinition NotUnique()
    {
        var specification = new BsonDocument(Specification);
        specification.Remove("unique");
        return new IndexDefinition(specification);
    }
}

/// <summary>A view and the pipeline that makes it.</summary>
internal sealed class ViewDefinition(BsonDocument definition)
{
    public string Name { get; } = definition["name"].AsString;

    public string ViewOn { get; } = definition["viewOn"].AsString;

    public BsonArray Pipeline { get; } = definition["pipeline"].AsBsonArray;
}
