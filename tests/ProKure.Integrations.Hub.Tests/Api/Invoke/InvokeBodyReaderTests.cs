using System.Text;
using ProKure.Integrations.Hub.Api.Invoke;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Tests.Api.Invoke;

public sealed class InvokeBodyReaderTests
{
    [Theory]
    [InlineData("""{"payload":{"a":1.50,"b":[1,2]}}""", """{"a":1.50,"b":[1,2]}""")]
    [InlineData("""{"payload":  [ 1 ] , "correlation_id":"c"}""", "[ 1 ]")]
    [InlineData("""{"payload":null}""", "null")]
    [InlineData("{\"payload\":\"täxt \\u00e9\"}", "\"täxt \\u00e9\"")]
    [InlineData("""{"payload":-0.0e+5}""", "-0.0e+5")]
    [InlineData("""{"\u0070ayload":true}""", "true")]
    public void TryRead_Payload_IsTheBytesAsSent(string body, string payload)
    {
        Assert.Null(InvokeBodyReader.TryRead(Encoding.UTF8.GetBytes(body), out var result));

        Assert.Equal(payload, Encoding.UTF8.GetString(result.Payload!.Value.Span));
    }

    [Fact]
    public void TryRead_EveryField_IsRead()
    {
        var body = """
            { "correlation_id": "c-1", "actor": { "user_id": "u", "triggered_by": "SCHEDULE" },
              "context": { "entity_type": "T", "entity_id": "I", "operation_type": "O", "organization": "G", "keys": { "a": "1", "b": "2" } },
              "payload": {} }
            """;

        Assert.Null(InvokeBodyReader.TryRead(Encoding.UTF8.GetBytes(body), out var result));

        Assert.Equal(("c-1", "u", TriggeredBy.Schedule), (result.CorrelationId, result.UserId, result.TriggeredBy));
        Assert.Equal(("T", "I", "O", "G"), (result.Context!.EntityType, result.Context.EntityId, result.Context.OperationType, result.Context.Organization));
        Assert.Equal([new("a", "1"), new("b", "2")], result.Context.Keys);
    }

    [Fact]
    public void TryRead_NullsWhereFieldsMayBeLeftOut_AreAsLeftOut()
    {
        var body = """{"payload":1,"context":null,"actor":{"user_id":null,"triggered_by":null},"correlation_id":null}"""u8.ToArray();

        Assert.Null(InvokeBodyReader.TryRead(body, out var result));

        Assert.Equal((null, null, null, null), (result.Context, result.UserId, result.TriggeredBy, result.CorrelationId));
    }

    [Theory]
    [InlineData("""{"payload":1,"paylod":2}""", "paylod", "no field 'paylod'")]
    [InlineData("""{"payload":1,"payload":2}""", "payload", "more than once")]
    [InlineData("""{"payload":1,"context":5}""", "context", "Expected an object, found a number")]
    [InlineData("""{"payload":1,"context":{"entity":"x"}}""", "context.entity", "Known: entity_type, entity_id")]
    [InlineData("""{"payload":1,"context":{"entity_id":4711}}""", "context.entity_id", "Expected a text, found a number")]
    [InlineData("""{"payload":1,"context":{"entity_id":"a","entity_id":"b"}}""", "context.entity_id", "more than once")]
    [InlineData("""{"payload":1,"context":{"keys":{"a":null}}}""", "context.keys.a", "found null")]
    [InlineData("""{"payload":1,"context":{"keys":{"a":"1","a":"2"}}}""", "context.keys.a", "more than once")]
    [InlineData("""{"payload":1,"context":{"keys":{"":"1"}}}""", "context.keys", "1 to 256 characters")]
    [InlineData("""{"payload":1,"actor":{"triggered_by":"RETRY"}}""", "actor.triggered_by", "Expected one of USER, SYSTEM, SCHEDULE, API, found 'RETRY'")]
    [InlineData("""{"payload":1,"actor":{"name":"x"}}""", "actor.name", "Known: user_id, triggered_by")]
    [InlineData("""{"payload":1,"correlation_id":[]}""", "correlation_id", "Expected a text, found an array")]
    [InlineData("""{"payload":1,"mode":"LATER"}""", "mode", "Expected one of SYNC, ASYNC, found 'LATER'")]
    [InlineData("""{"payload":1,"mode":"ASYNC","not_before":"tomorrow"}""", "not_before", "Expected a time as 2030-01-31T08:00:00Z, found 'tomorrow'")]
    [InlineData("""{"payload":1,"mode":"ASYNC","not_before":"2030-01-31"}""", "not_before", "found '2030-01-31'")]
    [InlineData("""{"payload":1,"not_before":"2030-01-31T08:00:00Z"}""", "not_before", "only an invocation with mode ASYNC")]
    [InlineData("""{"payload":1,"mode":"ASYNC","priority":0}""", "priority", "Expected 1 to 9 (1 first), found 0")]
    [InlineData("""{"payload":1,"mode":"ASYNC","priority":2.5}""", "priority", "found 2.5")]
    [InlineData("""{"payload":1,"mode":"ASYNC","priority":"1"}""", "priority", "found a text")]
    [InlineData("""{"payload":1,"priority":1}""", "priority", "only an invocation with mode ASYNC")]
    [InlineData("""{"context":{}}""", "payload", "found nothing")]
    [InlineData("""5""", "", "Expected an object with the field payload, found a number")]
    public void TryRead_Fault_SaysWhereAndWhat(string body, string path, string message)
    {
        var problem = InvokeBodyReader.TryRead(Encoding.UTF8.GetBytes(body), out _);

        var fault = Assert.Single(problem!.Errors!);
        Assert.Equal(path, fault.Path);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_TextsAndKeysOverTheirLimits_AreFaults()
    {
        var longText = new string('x', 257);
        var manyKeys = string.Join(',', Enumerable.Range(0, 33).Select(i => $"\"k{i}\":\"v\""));

        Assert.Equal("context.entity_id", Fault($$$"""{"payload":1,"context":{"entity_id":"{{{longText}}}"}}"""));
        Assert.Equal("context.keys", Fault($$$$"""{"payload":1,"context":{"keys":{ {{{{manyKeys}}}} }}}"""));

        static string Fault(string body) => InvokeBodyReader.TryRead(Encoding.UTF8.GetBytes(body), out _)!.Errors!.Single().Path;
    }

    [Fact]
    public void TryRead_PayloadDeeperThanMappingsGo_IsMalformed()
    {
        var deep = $$"""{"payload":{{new string('[', 200)}}{{new string(']', 200)}}}""";

        var problem = InvokeBodyReader.TryRead(Encoding.UTF8.GetBytes(deep), out _);

        Assert.Equal("malformed-json", problem!.Type.Slug);
    }

    [Fact]
    public void TryRead_EveryPrefixOfAGoodBody_IsMalformed()
    {
        var body = """{"payload":{"a":[1,"x"]},"context":{"keys":{"a":"b"}},"actor":{"user_id":"u"}}"""u8.ToArray();

        for (var length = 0; length < body.Length; length++)
            Assert.Equal("malformed-json", InvokeBodyReader.TryRead(body.AsMemory(0, length), out _)?.Type.Slug);
    }
}
