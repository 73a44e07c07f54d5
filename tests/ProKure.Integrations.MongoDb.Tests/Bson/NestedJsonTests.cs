using System.Text;
using MongoDB.Bson;
using ProKure.Integrations.MongoDb.Bson;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Bson;

public sealed class NestedJsonTests
{
    private readonly NestedJson _nested = new();

    [Theory]
    [InlineData("0", BsonType.Int32)]
    [InlineData("-2147483648", BsonType.Int32)]
    [InlineData("2147483648", BsonType.Int64)]
    [InlineData("9223372036854775807", BsonType.Int64)]
    [InlineData("9223372036854775808", BsonType.Decimal128)]
    [InlineData("-0", BsonType.Decimal128)]
    [InlineData("-0.0", BsonType.Decimal128)]
    [InlineData("0.1", BsonType.Double)]
    [InlineData("87.4321", BsonType.Double)]
    [InlineData("12.50", BsonType.Decimal128)]
    [InlineData("1.0", BsonType.Decimal128)]
    [InlineData("1e5", BsonType.Decimal128)]
    [InlineData("1e-300", BsonType.Double)]
    [InlineData("0.1234567890123456789012345678901234", BsonType.Decimal128)]
    [InlineData("1E+6111", BsonType.Decimal128)]
    public void Number_TakesTheFirstTypeThatKeepsIt(string number, BsonType type)
    {
        var stored = Nest($"[{number}]");

        Assert.Equal(type, stored!.AsBsonArray[0].BsonType);
        LogAssert.SameJson(Encoding.UTF8.GetBytes($"[{number}]"), NestedBson.ToJson(stored));
    }

    [Theory]
    [InlineData("[12345678901234567890123456789012345]")]
    [InlineData("[1234567890123456789012345678901234567890]")]
    [InlineData("[1e6112]")]
    [InlineData("[1e99999999999]")]
    [InlineData("[1e-6177]")]
    [InlineData("""{"a":1,"b":2,"a":3}""")]
    [InlineData("""{"a":{"b":1,"\u0062":2}}""")]
    [InlineData("""{"$a":1}""")]
    [InlineData("""{"a.b":1}""")]
    [InlineData("""{"":1}""")]
    [InlineData("{\"a\\u0000b\":1}")]
    [InlineData("""["\ud83d"]""")]
    [InlineData("""{"\ud83d":1}""")]
    [InlineData("not json")]
    public void WhatNestingWouldChange_IsNotNested_AndLeavesNoTrace(string json)
    {
        var output = new BsonOutput();
        var root = output.BeginDocument();
        output.Write("before"u8, 1);
        var before = output.Length;

        Assert.False(_nested.TryWrite(output, "body"u8, Encoding.UTF8.GetBytes(json)));

        Assert.Equal(before, output.Length);
        output.WriteUtf8("body"u8, "text"u8);
        output.End(root);
        Assert.Equal(new BsonDocument { { "before", 1 }, { "body", "text" } }, new RawBsonDocument(output.ToArray()));
    }

    [Fact]
    public void Depth_IsBounded()
    {
        Assert.NotNull(Nest(Levels(NestedJson.MaxDepth)));
        Assert.Null(Nest(Levels(NestedJson.MaxDepth + 1)));
    }

    [Fact]
    public void EqualNames_InDifferentObjects_AreNested() => Assert.NotNull(Nest("""[{"a":{"a":1}},{"a":2},{"b":{"a":3},"a":4}]"""));

    [Theory]
    [InlineData(500, 500, true)]
    [InlineData(500, 3, false)]
    [InlineData(500, 499, false)]
    [InlineData(16, 15, false)]
    [InlineData(17, 16, false)]
    public void EqualNames_AreFoundHoweverMany(int names, int last, bool isNested)
    {
        var members = Enumerable.Range(0, names).Append(last).Select(n => $"\"n{n}\":{n}");

        Assert.Equal(isNested, Nest($"{{{string.Join(',', members)}}}") is not null);
    }

    [Fact]
    public void Document_IsAsMongoDbReadsIt()
    {
        var stored = Nest("""{"po":"4711","items":[{"qty":10,"price":12.5},{"qty":null}],"open":true,"note":"Gr\u00fc\u00dfe \ud83d\udc69"}""");

        Assert.Equal(
            new BsonDocument
            {
                { "po", "4711" },
                { "items", new BsonArray { new BsonDocument { { "qty", 10 }, { "price", 12.5 } }, new BsonDocument("qty", BsonNull.Value) } },
                { "open", true },
                { "note", "Grüße 👩" },
            },
            stored);
    }

    /// <summary>Texts made at random come back with every value, or are not nested at all.</summary>
    [Fact]
    public void RandomTexts_ComeBack()
    {
        var random = new Random(20261126);
        for (var i = 0; i < 3_000; i++)
        {
            var json = RandomJson.Make(random, 4);
            if (Nest(json) is { } stored)
                LogAssert.SameJson(Encoding.UTF8.GetBytes(json), NestedBson.ToJson(stored));
        }
    }

    private BsonValue? Nest(string json)
    {
        var output = new BsonOutput();
        var root = output.BeginDocument();
        if (!_nested.TryWrite(output, "body"u8, Encoding.UTF8.GetBytes(json)))
            return null;
        output.End(root);
        return Read(output.ToArray())["body"];
    }

    // Read by the driver, so that what was written is BSON for others too.
    private static BsonDocument Read(byte[] bytes) => global::MongoDB.Bson.Serialization.BsonSerializer.Deserialize<BsonDocument>(bytes);

    private static string Levels(int count) => new string('[', count) + new string(']', count);
}
