namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>Examples for the API's description.</summary>
internal static class ErasureExamples
{
    public const string Begin = """{ "entity_type": "SUPPLIER", "entity_id": "4711", "reason": "Asked for by the supplier, ticket 815.", "dry_run": false }""";

    public const string Running = """
        { "erasure_id": "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d", "entity_type": "SUPPLIER", "entity_id": "4711", "reason": "Asked for by the supplier, ticket 815.",
          "state": "RUNNING", "created_at": "2026-03-01T12:00:00.250Z", "created_by": "Anna (K1)", "decided_at": null, "decided_by": null, "ended_at": null, "looked_at": null,
          "report": null }
        """;

    public const string Preview = """
        { "entity_type": "SUPPLIER", "entity_id": "4711", "documents": [ { "system_code": "SAP", "endpoint_code": "CREATE_SUPPLIER", "documents": 3 } ],
          "oldest_at": "2026-01-07T09:14:03.120Z", "newest_at": "2026-02-26T16:40:11.008Z", "spool_records": 0, "deliveries": 1, "answers": 2, "held": 0, "held_deliveries": 0, "in_flight": 0,
          "open_deliveries": 0, "open_delivery_ids": [] }
        """;

    public const string NoReason = """
        { "type": "/problems/invalid-body", "title": "The body has faults", "status": 422, "detail": "reason: Expected why, for whoever looks at it later, found nothing.",
          "instance": "/api/v1/erasures", "errors": [ { "path": "reason", "message": "Expected why, for whoever looks at it later, found nothing." } ] }
        """;
}
