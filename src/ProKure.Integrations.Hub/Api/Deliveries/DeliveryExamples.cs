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
          "failure": null,
          "hint": null,
          "priority": 5,
          "order_key": null,
          "not_before": "2026-03-01T08:00:00.000Z",
          "attempts_made": 0,
          "first_request_id": null,
          "context": { "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711", "operation_type": "CREATE", "organization": null, "keys": {} },
          "actor": { "user_id": "m.huber", "triggered_by": "USER" },
          "interruptions": 0,
          "replay_of": null,
          "config_version": 3,
          "created_at": "2026-03-01T08:00:00.000Z",
          "ended_at": null,
          "actions": null,
          "warnings": []
        }
        """;

    public const string DeadLetter = """
        {
          "delivery_id": "01933f3c-8a10-7c55-b5e5-3f3c8a107c55",
          "correlation_id": "po-4711-approval",
          "system_code": "SAP",
          "endpoint_code": "CREATE_PO",
          "state": "RESOLVED",
          "reason": "NOT_TRANSIENT",
          "failure": { "type": "BUSINESS_RULE", "lane": "THEIRS", "message": "Material MAT-1001 is blocked for procurement (06/017)", "fingerprint": "5b1f0c9a7d3e2f41", "response_status": 200, "may_have_been_received": true },
          "hint": null,
          "priority": 5,
          "order_key": null,
          "not_before": "2026-03-01T08:00:00.000Z",
          "attempts_made": 1,
          "first_request_id": "01933f3c-8a20-7d11-9c0e-5a7b6c8d9e0f",
          "context": { "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711", "operation_type": "CREATE", "organization": null, "keys": {} },
          "actor": { "user_id": "m.huber", "triggered_by": "USER" },
          "interruptions": 0,
          "replay_of": null,
          "config_version": 3,
          "created_at": "2026-03-01T08:00:00.000Z",
          "ended_at": "2026-03-01T08:00:01.250Z",
          "actions": [ { "action": "RESOLVED", "at": "2026-03-01T09:15:00.000Z", "actor": "Support (SUPPORT)", "note": "Ordered by phone, see ticket 1234", "replay_id": null } ],
          "warnings": []
        }
        """;

    public const string Page = $$"""{ "items": [ {{Queued}} ], "next_cursor": "01933f3c-8a10-7c55-b5e5-3f3c8a107c55" }""";

    public const string Cancel = """{ "note": "Ordered twice by mistake" }""";

    public const string Cancelled = $$"""
        { "cancelled": true, "message": "It waited, and is cancelled.", "delivery": {{CancelledDelivery}} }
        """;

    public const string CancelAsked = $$"""
        {
          "cancelled": false,
          "message": "It is being worked on. Whoever does so was asked to end it; where it stands afterwards, and whether the request may have been received, says the delivery.",
          "delivery": {{RunningDelivery}}
        }
        """;

    public const string CancelState = """
        { "type": "/problems/delivery-state", "title": "The delivery does not stand where this can be done", "status": 409,
          "detail": "Delivery 01933f3c-8a10-7c55-b5e5-3f3c8a107c55 is SUCCEEDED: it has ended.",
          "instance": "/api/v1/deliveries/01933f3c-8a10-7c55-b5e5-3f3c8a107c55/cancel" }
        """;

    public const string NotFound = """
        { "type": "/problems/delivery-not-found", "title": "There is no such delivery", "status": 404,
          "detail": "There is no delivery 01933f3c-8a10-7c55-b5e5-3f3c8a107c55.", "instance": "/api/v1/deliveries/01933f3c-8a10-7c55-b5e5-3f3c8a107c55" }
        """;

    public const string Retried = """
        {
          "delivery_id": "01933f3c-8a10-7c55-b5e5-3f3c8a107c55",
          "correlation_id": "po-4711-approval",
          "system_code": "SAP",
          "endpoint_code": "CREATE_PO",
          "state": "QUEUED",
          "reason": "ATTEMPTS_USED_UP",
          "failure": { "type": "CONNECT", "lane": "THEIRS", "message": "No connection to sap.example.com could be opened.", "fingerprint": "0f6a1c2d3e4b5968", "response_status": null, "may_have_been_received": false },
          "hint": null,
          "priority": 5,
          "order_key": null,
          "not_before": "2026-03-01T09:15:00.000Z",
          "attempts_made": 6,
          "first_request_id": "01933f3c-8a20-7d11-9c0e-5a7b6c8d9e0f",
          "context": { "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711", "operation_type": "CREATE", "organization": null, "keys": {} },
          "actor": { "user_id": "m.huber", "triggered_by": "USER" },
          "interruptions": 0,
          "replay_of": null,
          "config_version": 4,
          "created_at": "2026-03-01T08:00:00.000Z",
          "ended_at": null,
          "actions": [ { "action": "RETRIED", "at": "2026-03-01T09:15:00.000Z", "actor": "Support (SUPPORT)", "note": "Code mapping for PCE added", "replay_id": null } ],
          "warnings": []
        }
        """;

    private const string CancelledDelivery = """
        {
            "delivery_id": "01933f3c-8a10-7c55-b5e5-3f3c8a107c55",
            "correlation_id": "po-4711-approval",
            "system_code": "SAP",
            "endpoint_code": "CREATE_PO",
            "state": "CANCELLED",
            "reason": null,
            "failure": null,
            "hint": null,
            "priority": 5,
            "order_key": null,
            "not_before": "2026-03-02T06:00:00.000Z",
            "attempts_made": 0,
            "first_request_id": null,
            "context": { "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711", "operation_type": "CREATE", "organization": null, "keys": {} },
            "actor": { "user_id": "m.huber", "triggered_by": "USER" },
            "interruptions": 0,
            "replay_of": null,
            "config_version": 3,
            "created_at": "2026-03-01T08:00:00.000Z",
            "ended_at": "2026-03-01T09:15:00.000Z",
            "actions": [ { "action": "CANCELLED", "at": "2026-03-01T09:15:00.000Z", "actor": "Support (SUPPORT)", "note": "Ordered twice by mistake", "replay_id": null } ],
            "warnings": []
          }
        """;

    private const string RunningDelivery = """
        {
            "delivery_id": "01933f3c-8a10-7c55-b5e5-3f3c8a107c55",
            "correlation_id": "po-4711-approval",
            "system_code": "SAP",
            "endpoint_code": "CREATE_PO",
            "state": "RUNNING",
            "reason": null,
            "failure": null,
            "hint": null,
            "priority": 5,
            "order_key": null,
            "not_before": "2026-03-01T08:00:00.000Z",
            "attempts_made": 0,
            "first_request_id": null,
            "context": { "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711", "operation_type": "CREATE", "organization": null, "keys": {} },
            "actor": { "user_id": "m.huber", "triggered_by": "USER" },
            "interruptions": 0,
            "replay_of": null,
            "config_version": 3,
            "created_at": "2026-03-01T08:00:00.000Z",
            "ended_at": null,
            "actions": [ { "action": "CANCEL_ASKED", "at": "2026-03-01T08:00:00.400Z", "actor": "Support (SUPPORT)", "note": "Ordered twice by mistake", "replay_id": null } ],
            "warnings": []
          }
        """;

    public const string Resolve = """{ "note": "Ordered by phone, see ticket 1234" }""";

    public const string Repeat = """{ "config": "LATEST", "accept_duplicates": false, "note": "Code mapping for PCE added" }""";
}
