namespace ProKure.Integrations.Hub.Api.Invoke;

/// <summary>Examples of an invocation for the API's description.</summary>
internal static class InvokeExamples
{
    public const string Request = """
        {
          "payload": {
            "po_number": "PO-4711",
            "vendor": { "external_code": "V-100045" },
            "company": "DE01",
            "currency": "EUR",
            "items": [ { "item_code": "MAT-1001", "quantity": 10, "uom": "PCE" } ]
          },
          "context": { "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711", "operation_type": "CREATE" },
          "actor": { "user_id": "m.huber", "triggered_by": "USER" },
          "correlation_id": "po-4711-approval"
        }
        """;

    public const string Response = """
        {
          "request_id": "01933f3c-8a10-7c55-b5e5-3f3c8a107c55",
          "correlation_id": "po-4711-approval",
          "status": "SUCCESS",
          "response_status": 201,
          "attempt_number": 1,
          "duration_ms": 12.345,
          "response": { "po_number": "4500012345" },
          "warnings": []
        }
        """;

    public const string Problem = """
        {
          "type": "/problems/http-status",
          "title": "The system answered with an error status",
          "status": 502,
          "detail": "Vendor V-100045 is blocked.",
          "instance": "/api/v1/logs/01933f3c-8a10-7c55-b5e5-3f3c8a107c55",
          "request_id": "01933f3c-8a10-7c55-b5e5-3f3c8a107c55",
          "correlation_id": "po-4711-approval",
          "outcome": "FAILED",
          "error": {
            "type": "HTTP_STATUS",
            "phase": "OUTCOME",
            "side": "THEIRS",
            "code": null,
            "message": "Vendor V-100045 is blocked."
          },
          "response_status": 400,
          "attempt_number": 1,
          "duration_ms": 8.1,
          "response": null,
          "warnings": []
        }
        """;
}
