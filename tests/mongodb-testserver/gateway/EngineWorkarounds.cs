using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace MongoTestServer;

/// <summary>
/// Rewrites what the engine (DocumentDB 1.0) gets wrong or does not know into what it does right: $dateTrunc to days and longer,
/// $$NOW, and the $jsonSchema keywords title and additionalProperties. Definitions of views and validators carry what they were
/// before in a $comment, so that they can be listed as they were given.
/// </summary>
internal static class EngineWorkarounds
{
    private const string Now = "$$NOW", Temporary = "__mongodb_testserver", AsGiven = "mongodb-testserver, as given: ";
    private static readonly JsonWriterSettings CanonicalJson = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    /// <summary>Rewrites a command, or an update or delete that came beside one.</summary>
    public static ReadOnlyMemory<byte> Apply(string command, ReadOnlyMemory<byte> document)
    {
        var defines = command is "create" or "collMod";
        if (command == "insert" || !(Mentions(document, "$dateTrunc\0"u8) || Mentions(document, "$$NOW\0"u8) || (defines && Mentions(document, "$jsonSchema\0"u8))))
        {
            return document;
        }

        var rewritten = BsonSerializer.Deserialize<BsonDocument>(document.ToArray());
        foreach (var element in rewritten.ToList())
        {
            rewritten[element.Name] = (defines, element.Name, element.Value) switch
            {
                (true, "validator", BsonDocument validator) => RewriteValidator(validator),
                (true, "pipeline", BsonArray pipeline) => RewriteViewPipeline(pipeline),
                (_, "u" or "update", BsonDocument plain) => plain, // its strings are data, those of a pipeline are expressions
                _ => Replace(RewriteDateTrunc(element.Value), Now, TimeProvider.System.GetUtcNow().UtcDateTime),
            };
        }

        return rewritten.ToBson();
    }

    /// <summary>Shows the validator or the pipeline of a listed collection as it was given.</summary>
    public static void Restore(BsonDocument collection)
    {
        var options = collection.GetValue("options", new BsonDocument()).AsBsonDocument;
        if (options.GetValue("validator", BsonNull.Value) is BsonDocument validator && Comment(validator) is { } givenValidator)
        {
            options["validator"] = givenValidator;
        }

        if (options.GetValue("pipeline", BsonNull.Value) is BsonArray and [BsonDocument first, ..]
            && first.GetValue("$match", BsonNull.Value) is BsonDocument match && Comment(match) is { } givenPipeline)
        {
            options["pipeline"] = givenPipeline["pipeline"];
        }

        static BsonDocument? Comment(BsonDocument document) =>
            document.GetValue("$comment", "") is BsonString { Value: var text } && text.StartsWith(AsGiven, StringComparison.Ordinal)
                ? BsonDocument.Parse(text[AsGiven.Length..])
                : null;
    }

    private static BsonElement Comment(BsonDocument given) => new("$comment", AsGiven + given.ToJson(CanonicalJson));

    private static bool Mentions(ReadOnlyMemory<byte> document, ReadOnlySpan<byte> text) => document.Span.IndexOf(text) >= 0;

    private static bool MentionsNow(BsonValue value) => value switch
    {
        BsonArray array => array.Any(MentionsNow),
        BsonDocument document => document.Values.Any(MentionsNow),
        _ => value == Now,
    };

    private static BsonValue Replace(BsonValue value, BsonValue from, BsonValue to) => value switch
    {
        BsonArray array => new BsonArray(array.Select(item => Replace(item, from, to))),
        BsonDocument { ElementCount: 1 } document when document.GetElement(0).Name == "$literal" => document,
        BsonDocument document => new BsonDocument(document.Select(element => new BsonElement(element.Name, Replace(element.Value, from, to)))),
        _ => value == from ? to : value,
    };

    private static BsonArray RewriteViewPipeline(BsonArray given)
    {
        var rewritten = MoveNow((BsonArray)RewriteDateTrunc(given));
        return rewritten == given
            ? given
            : [new BsonDocument("$match", new BsonDocument(Comment(new BsonDocument("pipeline", given)))), .. rewritten];
    }

    /// <summary>
    /// Computes $$NOW in a $set, the one place where the engine always knows it: not in $group, nor in $expr once there is an index,
    /// nor in a $set behind an $unset. So the $set comes first, and again behind each stage that makes new documents.
    /// </summary>
    private static BsonArray MoveNow(BsonArray pipeline)
    {
        var (stages, segment, needsNow) = (new BsonArray(), new BsonArray(), false);
        foreach (var stage in pipeline)
        {
            if (stage is not BsonDocument { ElementCount: 1 } document)
            {
                return pipeline; // not a valid pipeline: let the engine say so
            }

            var (name, spec) = (document.GetElement(0).Name, document[0]);
            if (MentionsNow(spec))
            {
                var inner = spec is BsonDocument fields
                    ? fields.Where(field => field.Value is BsonArray && (name == "$facet" || field.Name == "pipeline")).ToDictionary(field => field.Name, field => MoveNow((BsonArray)field.Value), StringComparer.Ordinal)
                    : [];
                var outer = spec is BsonDocument all ? new BsonDocument(all.Where(field => !inner.ContainsKey(field.Name))) : spec;
                needsNow |= MentionsNow(outer);
                outer = Replace(outer, Now, $"${Temporary}");
                segment.Add(new BsonDocument(name, inner.Count > 0 ? ((BsonDocument)outer).AddRange(inner) : outer));
            }
            else
            {
                segment.Add(stage);
            }

            if (MakesNewDocuments(name, spec))
            {
                EndSegment();
                (segment, needsNow) = ([], false);
            }
        }

        EndSegment();
        return needsNow ? stages.Add(new BsonDocument("$project", new BsonDocument(Temporary, 0))) : stages;

        void EndSegment() => stages.AddRange(needsNow ? segment.Prepend(new BsonDocument("$set", new BsonDocument(Temporary, Now))) : segment);
    }

    private static bool MakesNewDocuments(string stage, BsonValue spec) =>
        stage is "$group" or "$bucket" or "$bucketAuto" or "$facet" or "$count" or "$sortByCount" or "$replaceRoot" or "$replaceWith"
        || (stage == "$project" && spec is BsonDocument fields && !fields.Any(field => field.Name != "_id" && (field.Value == 0 || field.Value == false)));

    private static BsonValue RewriteDateTrunc(BsonValue value) => value switch
    {
        BsonArray array => new BsonArray(array.Select(RewriteDateTrunc)),
        BsonDocument { ElementCount: 1 } document when document.GetElement(0).Name == "$literal" => document,
        BsonDocument { ElementCount: 1 } document when document.GetElement(0) is { Name: "$dateTrunc", Value: BsonDocument arguments } =>
            ToDateParts((BsonDocument)RewriteDateTrunc(arguments)) ?? document,
        BsonDocument document => new BsonDocument(document.Select(element => new BsonElement(element.Name, RewriteDateTrunc(element.Value)))),
        _ => value,
    };

    private static BsonDocument? ToDateParts(BsonDocument arguments)
    {
        var unit = arguments.GetValue("unit", "") is BsonString text ? text.Value : "";
        var weekStart = arguments.GetValue("startOfWeek", "sunday") is BsonString { Value.Length: >= 3 } start
            ? Array.IndexOf(["sun", "mon", "tue", "wed", "thu", "fri", "sat"], start.Value[..3].ToLowerInvariant()) + 1
            : 0;
        if (unit is not ("day" or "week" or "month" or "quarter" or "year") || weekStart == 0 || arguments.GetValue("binSize", 1) != 1)
        {
            return null;
        }

        static BsonDocument Part(string name) => new(name, new BsonDocument { { "date", "$$truncDate" }, { "timezone", "$$truncZone" } });
        static BsonDocument Call(string name, params BsonValue[] values) => new(name, new BsonArray(values));
        BsonValue month = unit switch
        {
            "year" => 1,
            "quarter" => Call("$subtract", Part("$month"), Call("$mod", Call("$subtract", Part("$month"), 1), 3)),
            _ => Part("$month"),
        };
        var result = new BsonDocument("$dateFromParts", new BsonDocument
        {
            { "year", Part("$year") }, { "month", month }, { "day", unit is "day" or "week" ? Part("$dayOfMonth") : 1 }, { "timezone", "$$truncZone" },
        });
        if (unit == "week")
        {
            var daysIntoWeek = Call("$mod", Call("$add", Part("$dayOfWeek"), 7 - weekStart), 7);
            result = new BsonDocument("$dateSubtract", new BsonDocument
            {
                { "startDate", result }, { "unit", "day" }, { "amount", daysIntoWeek }, { "timezone", "$$truncZone" },
            });
        }

        var variables = new BsonDocument { { "truncDate", arguments["date"] }, { "truncZone", arguments.GetValue("timezone", "UTC") } };
        return new BsonDocument("$let", new BsonDocument { { "vars", variables }, { "in", result } });
    }

    private static BsonDocument RewriteValidator(BsonDocument validator)
    {
        if (!validator.TryGetValue("$jsonSchema", out var given) || given is not BsonDocument schema)
        {
            return validator;
        }

        var conditions = new BsonArray();
        var known = RewriteSchema(schema, "$$ROOT", conditions);
        if (known == schema)
        {
            return validator;
        }

        var parts = new BsonArray(validator.Select(element => new BsonDocument(element.Name, element.Name == "$jsonSchema" ? known : element.Value)));
        if (conditions.Count > 0)
        {
            parts.Add(new BsonDocument("$expr", new BsonDocument("$and", conditions)));
        }

        return new BsonDocument("$and", parts).Add(Comment(validator));
    }

    /// <summary>Drops titles, and turns "additionalProperties: false" of an object at a known path into a condition on its names.</summary>
    private static BsonDocument RewriteSchema(BsonDocument schema, string path, BsonArray conditions)
    {
        var known = (BsonDocument)schema.DeepClone();
        known.Remove("title");
        var properties = known.GetValue("properties", new BsonDocument()) as BsonDocument ?? [];
        if (known.GetValue("additionalProperties", BsonNull.Value) is BsonBoolean additional)
        {
            known.Remove("additionalProperties");
            if (!additional.Value)
            {
                var names = new BsonDocument("$map", new BsonDocument { { "input", new BsonDocument("$objectToArray", path) }, { "as", "p" }, { "in", "$$p.k" } });
                var allowed = new BsonDocument("$setIsSubset", new BsonArray { names, new BsonDocument("$literal", new BsonArray(properties.Names)) });
                var isObject = new BsonDocument("$eq", new BsonArray { new BsonDocument("$type", path), "object" });
                conditions.Add(new BsonDocument("$cond", new BsonArray { isObject, allowed, true }));
            }
        }

        foreach (var (name, value) in properties.Select(property => (property.Name, property.Value)).ToList())
        {
            if (value is BsonDocument property && !name.Contains('.') && !name.StartsWith('$'))
            {
                properties[name] = RewriteSchema(property, path == "$$ROOT" ? $"${name}" : $"{path}.{name}", conditions);
            }
        }

        if (known.GetValue("items", BsonNull.Value) is BsonDocument items)
        {
            items.Remove("title");
        }

        return known;
    }
}
