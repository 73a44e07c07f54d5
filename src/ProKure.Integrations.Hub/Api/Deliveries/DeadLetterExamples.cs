namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>Examples of dead letters for the API's description.</summary>
internal static class DeadLetterExamples
{
    public const string Summary = """
        {
          "count": 42,
          "lanes": [ { "lane": "THEIRS", "count": 40 }, { "lane": "OURS", "count": 0 }, { "lane": "CONFIGURATION", "count": 2 } ],
          "groups": [
            {
              "lane": "THEIRS",
              "system_code": "SAP",
              "endpoint_code": "CREATE_PO",
              "reason": "ATTEMPTS_USED_UP",
              "error_type": "CONNECT",
              "fingerprint": "0f6a1c2d3e4b5968",
              "response_status": null,
              "may_have_been_received": false,
              "message": "No connection to sap.example.com could be opened.",
              "hint": "No connection could be opened: ask the other side whether the system runs, check firewalls and the base URL's port, then replay.",
              "count": 40,
              "first_ended_at": "2026-03-01T08:00:00.000Z",
              "last_ended_at": "2026-03-01T08:45:00.000Z"
            }
          ],
          "is_complete": true
        }
        """;

    public const string Parameter = """
        { "type": "/problems/invalid-parameter", "title": "A parameter has a wrong value", "status": 400,
          "detail": "Expected lane to be one of THEIRS, OURS, CONFIGURATION, found 'MINE'.", "instance": "/api/v1/dead-letters",
          "parameter": "lane", "expected": "one of THEIRS, OURS, CONFIGURATION", "found": "MINE" }
        """;

    public const string State = """
        { "type": "/problems/delivery-state", "title": "The delivery does not stand where this can be done", "status": 409,
          "detail": "Delivery 01933f3c-8a10-7c55-b5e5-3f3c8a107c55 is SUCCEEDED: only a dead letter can be resolved or replayed.",
          "instance": "/api/v1/dead-letters/01933f3c-8a10-7c55-b5e5-3f3c8a107c55/resolve" }
        """;

    public const string Duplicates = """
        { "type": "/problems/duplicates-not-accepted", "title": "The work may have been done already", "status": 409,
          "detail": "The other side may have done the work of delivery 01933f3c-8a10-7c55-b5e5-3f3c8a107c55 already (MAY_HAVE_BEEN_RECEIVED), and endpoint SAP/CREATE_PO is not idempotent. Look there first; to send it all the same, say \"accept_duplicates\": true.",
          "instance": "/api/v1/dead-letters/01933f3c-8a10-7c55-b5e5-3f3c8a107c55/replay" }
        """;

    public const string EmptyFilter = """
        { "type": "/problems/empty-filter", "title": "A filter says of nothing that it is meant", "status": 400,
          "detail": "An empty filter would replay everything. Expected at least one of lane, system_code, endpoint_code, reason, error_type, fingerprint, correlation_id, entity_type, entity_id, from, to.",
          "instance": "/api/v1/replay-jobs" }
        """;

    public const string Preview = """{ "filter": { "system_code": "SAP", "reason": "ATTEMPTS_USED_UP" } }""";

    public const string Begin = """
        { "filter": { "system_code": "SAP", "reason": "ATTEMPTS_USED_UP" }, "expected_count": 40, "rate": 5, "config": "PINNED", "note": "SAP is back" }
        """;

    public const string Job = """
        {
          "job_id": "01933f3c-9b20-7e00-8c1d-2b3a4c5d6e7f",
          "state": "RUNNING",
          "filter": { "lane": null, "system_code": "SAP", "endpoint_code": null, "reason": "ATTEMPTS_USED_UP", "error_type": null, "fingerprint": null,
                      "correlation_id": null, "entity_type": null, "entity_id": null, "from": null, "to": null },
          "rate": 5,
          "config": "PINNED",
          "accept_duplicates": false,
          "note": "SAP is back",
          "total": 40,
          "replayed": 12,
          "skipped": 0,
          "created_at": "2026-03-01T09:00:00.000Z",
          "created_by": "Support (SUPPORT)",
          "changed_by": "Support (SUPPORT)",
          "finished_at": null
        }
        """;
}
