namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>Examples of a delivery for the API's description.</summary>
internal static class DeliveryExamples
{
    public const string Queued = """
        {
          "delivery_id": "01933f3c-8a10-7c55-b5e5-3f3c8a107c55",
          "correlation_id": "po-4711-approval",
          "system_code": "SAP",
          "endpoint_code": "CREATE_PO",
          "state": "QUEUED",
          "reason": null,
          "not_before": "2026-03-01T08:00:00.000Z",
          "attempts_made": 0,
          "first_request_id": null,
          "context": { "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711", "operation_type": "CREATE", "organization": null, "keys": {} },
          "actor": { "user_id": "m.huber", "triggered_by": "USER" },
          "config_version": 3,
          "created_at": "2026-03-01T08:00:00.000Z",
          "warnings": []
        }
        """;
}
