using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Logging;

/// <summary>The document's shape is what others read with their own tools: names and types are a promise.</summary>
public sealed class StoredDocumentTests : IAsyncLifetime
{
    private TemporaryLog _log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _log = await TemporaryLog.OpenAsync();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task EveryField_HasTheNameAndTypeOfTheSpecification()
    {
        var document = LogDocuments.WithEveryField().With(entry => entry with { DeliveryId = Guid.CreateVersion7(LogDocuments.Start) });
        await _log.Store.WriteAsync([document.AsInsert()], Cancel);

        var stored = await _log.Logs.Find(new BsonDocument()).SingleAsync(Cancel);

        var id = document.Entry.RequestId.ToString();
        Assert.Equal((id, id), (stored["_id"].AsString, stored["request_id"].AsString));
        Assert.Equal(
            """
            _id:String actor.triggered_by:String actor.user_id:String archive_key:String completed_at:DateTime config_version:Int32 context.entity_id:String
            context.entity_type:String context.keys.größe:String context.keys.plant:String context.operation_type:String context.organization:String
            correlation_id:String created_at:DateTime delivery_id:String direction:String duration_ms:Double endpoint_code:String erased_at:DateTime error.code:String
            error.fingerprint:String error.message:String error.phase:String error.side:String error.stack_trace:String error.type:String expires_at:DateTime
            http_method:String instance_id:String is_success:Boolean legal_hold:Boolean original.sealed:Binary parent_request_id:String redacted_fields[]:String
            request_body:String request_body_format:String request_body_ref.bytes:Int64 request_body_ref.key:String request_body_ref.sha256:String
            request_body_ref.store:String request_bytes:Int64 request_headers[].name:String request_headers[].value:String request_id:String
            request_truncated:Boolean request_url:String response_body:String response_body_format:String response_body_ref.bytes:Int64
            response_body_ref.key:String response_body_ref.sha256:String response_body_ref.store:String response_bytes:Int64
            response_headers[].name:String response_headers[].value:String response_status:Int32 response_truncated:Boolean restored_at:DateTime retention_class:String
            retry_info.attempt_number:Int32 retry_info.max_attempts:Int32 retry_info.next_retry_at:DateTime retry_info.reason:String schema_version:Int32
            started_at:DateTime status:String system_code:String timings.body_ms:Double timings.connect_ms:Double timings.dns_ms:Double
            timings.first_byte_ms:Double timings.log_ms:Double timings.queue_ms:Double timings.rate_limit_ms:Double timings.tls_ms:Double
            timings.token_ms:Double timings.transform_ms:Double
            """.ReplaceLineEndings(" "),
            string.Join(' ', Paths(stored, "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task JsonBodies_AreNested_SoThatTheirFieldsCanBeSearched()
    {
        var pending = LogDocuments.Pending(body: """{ "PurchaseOrder": { "Items": [ { "Material": "MAT-1001", "Qty": 10 } ] } }""");
        await _log.Store.WriteAsync([pending.AsInsert(), LogDocuments.Complete(pending).AsCompletion()], Cancel);

        foreach (var filter in new[] { """{ "request_body.PurchaseOrder.Items.Material": "MAT-1001" }""", """{ "request_body.PurchaseOrder.Items.Qty": { $gte: 10 } }""", """{ "response_body.po_number": "4500012345" }""" })
            Assert.Equal(1, await _log.Logs.CountDocumentsAsync(BsonDocument.Parse(filter), cancellationToken: Cancel));
    }

    [Fact]
    public async Task Completion_SetsNothingThatTheInsertWrote()
    {
        var pending = LogDocuments.Pending();
        await _log.Store.WriteAsync([pending.AsInsert()], Cancel);

        await _log.Store.WriteAsync([LogDocuments.Complete(pending).With(entry => entry with { SystemCode = "OTHER", InstanceId = "other" }).AsCompletion()], Cancel);

        LogAssert.Same(LogDocuments.Complete(pending), await _log.Store.FindAsync(pending.Entry.RequestId, Cancel));
    }

    [Fact]
    public async Task ContextKeysThatNoPathCanName_AreAList()
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["a.b"] = "1", ["$c"] = "2", [""] = "3" };
        var document = LogDocuments.Pending().With(entry => entry with { Context = new LogContext { Keys = keys } });

        await _log.Store.WriteAsync([document.AsInsert()], Cancel);

        LogAssert.Same(document, await _log.Store.FindAsync(document.Entry.RequestId, Cancel));
        Assert.IsType<BsonArray>((await _log.Logs.Find(new BsonDocument()).SingleAsync(Cancel))["context"]["keys"]);
    }

    private static IEnumerable<string> Paths(BsonValue value, string path) => value switch
    {
        BsonDocument document => document.SelectMany(element => Paths(element.Value, path.Length == 0 ? element.Name : $"{path}.{element.Name}")),
        BsonArray array => array.SelectMany(item => Paths(item, $"{path}[]")),
        _ => [$"{path}:{value.BsonType}"],
    };
}
