using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration.Files;

public sealed class ConfigurationFileReaderTests
{
    [Fact]
    public void Read_EveryKey_GivesTheRows()
    {
        var result = Reading.Files(("all.yaml", """
            organizations:
              PROCUREMENT_EU: { name: Procurement Europe }
            retry_policies:
              PATIENT: { backoff: LINEAR, initial_delay: 2s, max_delay: 1m, jitter: 0.5, max_attempts: 7, deadline: 2h }
            rate_limit_policies:
              TEN_A_SECOND:
                requests: 600
                period: 1m
                burst: 20
                max_concurrency: 4
                max_wait: 2s
            retention_classes:
              TEN_YEARS: { name: Ten years, log_days: 400, metadata_days: 3653, object_days: 400, archive: true, archive_after_days: 3, archive_days: 3700 }
              MONTH: { log_days: 30 }
            system:
              code: SAP
              name: "SAP: S/4HANA"
              organization: PROCUREMENT_EU
              base_url: https://sap.example.com/api
              enabled: false
              connect_timeout: 250ms
              timeout: 10s
              max_connections: 8
              rate_limit_policy: TEN_A_SECOND
              retention_class: TEN_YEARS
              headers: { Accept: application/json }
              redacted_fields: [iban, bank_account]
              outbound:
                allow_hosts: ["127.0.0.1:5081"]
                allow_networks: [10.20.0.0/16]
                max_redirects: 2
            code_mapping_sets:
              UOM:
                description: Units
                on_missing: DEFAULT
                default_external: EA
                default_internal: PCE
                mappings:
                  PCE: EA
                  NO: 0010
                  "null": yes
            transforms:
              CREATE_PO_REQUEST:
                description: To SAP
                enabled: false
                jsonata: |
                  {
                    "Reference": po_number
                  }
            endpoints:
              CREATE_PO:
                name: Create
                method: POST
                path: /po/{id}
                path_parameters: { id: po_number }
                query: { expand: '"items"' }
                headers: { X-Reason: reason }
                request_transform: CREATE_PO_REQUEST
                success_rule: ok
                error_message: message
                request_format: { type: SOAP, content_type: text/vnd.x, charset: ISO-8859-1, content_encoding: BR }
                response_format: { type: XML, charset: windows-1252, xml_names: LOCAL }
                soap: { version: SOAP12, action: "urn:create" }
                csrf: { path: /odata/ }
                idempotency_header: X-Request-Key
                lookup: { endpoint: FIND_PO, input: payload, done: ok, not_done: no, result: body, delay: 9s, attempts: 2 }
                circuit_breaker: { enabled: false, failure_ratio: 0.25, minimum_calls: 3, window: 2m, open_for: 7s }
                rate_limit_policy: TEN_A_SECOND
                retention_class: MONTH
                timeout: 20s
                max_response_bytes: 1000
                idempotency: NOT_IDEMPOTENT
                retry_policy: PATIENT
                priority: 2
                order_by_entity: { key: po_number, after_dead_letter: GO_ON }
                fail_closed: true
                enabled: false
              FIND_PO: { method: GET, path: /po }
            """));

        Assert.Empty(result.Check(HubConfiguration.Empty));
        IConfigurationRow[] expected =
        [
            new OrganizationConfig { Code = "PROCUREMENT_EU", Name = "Procurement Europe" },
            new RetryPolicyConfig
            {
                Code = "PATIENT",
                Backoff = Backoff.Linear,
                InitialDelay = TimeSpan.FromSeconds(2),
                MaxDelay = TimeSpan.FromMinutes(1),
                Jitter = 0.5,
                MaxAttempts = 7,
                Deadline = TimeSpan.FromHours(2),
            },
            new RateLimitPolicyConfig
            {
                Code = "TEN_A_SECOND",
                Requests = 600,
                Period = TimeSpan.FromMinutes(1),
                Burst = 20,
                MaxConcurrency = 4,
                MaxWait = TimeSpan.FromSeconds(2),
            },
            new RetentionClassConfig
            {
                Code = "TEN_YEARS",
                Name = "Ten years",
                LogDays = 400,
                MetadataDays = 3_653,
                ObjectDays = 400,
                Archive = true,
                ArchiveAfterDays = 3,
                ArchiveDays = 3_700,
            },
            new RetentionClassConfig { Code = "MONTH", LogDays = 30 },
            new SystemConfig
            {
                Code = "SAP",
                Name = "SAP: S/4HANA",
                Organization = "PROCUREMENT_EU",
                BaseUrl = new Uri("https://sap.example.com/api"),
                Enabled = false,
                ConnectTimeout = TimeSpan.FromMilliseconds(250),
                Timeout = TimeSpan.FromSeconds(10),
                MaxConnections = 8,
                RateLimitPolicy = "TEN_A_SECOND",
                RetentionClass = "TEN_YEARS",
                Headers = SampleRows.Map(("Accept", "application/json")),
                RedactedFields = ["iban", "bank_account"],
                Outbound = new OutboundConfig { AllowHosts = ["127.0.0.1:5081"], AllowNetworks = ["10.20.0.0/16"], MaxRedirects = 2 },
            },
            new CodeMappingSetConfig
            {
                SystemCode = "SAP",
                Code = "UOM",
                Description = "Units",
                OnMissing = MissingCode.Default,
                DefaultExternal = "EA",
                DefaultInternal = "PCE",
                Mappings = [new("PCE", "EA"), new("NO", "0010"), new("null", "yes")],
            },
            new TransformConfig
            {
                SystemCode = "SAP",
                Code = "CREATE_PO_REQUEST",
                Description = "To SAP",
                Enabled = false,
                Published = "{\n  \"Reference\": po_number\n}\n",
                PublishedVersion = 1,
            },
            new EndpointConfig
            {
                SystemCode = "SAP",
                Code = "CREATE_PO",
                Name = "Create",
                Method = "POST",
                Path = "/po/{id}",
                PathParameters = SampleRows.Map(("id", "po_number")),
                Query = SampleRows.Map(("expand", "\"items\"")),
                Headers = SampleRows.Map(("X-Reason", "reason")),
                RequestTransform = "CREATE_PO_REQUEST",
                SuccessRule = "ok",
                ErrorMessage = "message",
                RequestFormat = new RequestFormatConfig
                {
                    Type = RequestBodyType.Soap,
                    ContentType = "text/vnd.x",
                    Charset = "ISO-8859-1",
                    ContentEncoding = ContentCoding.Br,
                },
                ResponseFormat = new ResponseFormatConfig { Type = ResponseBodyType.Xml, Charset = "windows-1252", XmlNames = XmlNames.Local },
                Soap = new SoapConfig { Version = SoapVersion.Soap12, Action = "urn:create" },
                Csrf = new CsrfConfig { Path = "/odata/" },
                Timeout = TimeSpan.FromSeconds(20),
                MaxResponseBytes = 1000,
                Idempotency = Idempotency.NotIdempotent,
                RetryPolicy = "PATIENT",
                RateLimitPolicy = "TEN_A_SECOND",
                RetentionClass = "MONTH",
                IdempotencyHeader = "X-Request-Key",
                Lookup = new LookupConfig { Endpoint = "FIND_PO", Input = "payload", Done = "ok", NotDone = "no", Result = "body", Delay = TimeSpan.FromSeconds(9), Attempts = 2 },
                CircuitBreaker = new CircuitBreakerConfig
                {
                    Enabled = false,
                    FailureRatio = 0.25,
                    MinimumCalls = 3,
                    Window = TimeSpan.FromMinutes(2),
                    OpenFor = TimeSpan.FromSeconds(7),
                },
                Priority = 2,
                OrderByEntity = new EntityOrderConfig { Key = "po_number", AfterDeadLetter = AfterDeadLetter.GoOn },
                FailClosed = true,
                Enabled = false,
            },
            new EndpointConfig { SystemCode = "SAP", Code = "FIND_PO", Method = "GET", Path = "/po" },
        ];
        Assert.Equal(expected.Select(row => row.Key), result.Rows.Select(row => row.Key));
        Assert.All(expected.Zip(result.Rows), pair => Assert.True(pair.First.SaysTheSameAs(pair.Second), pair.Second.ToString()));
    }

    [Fact]
    public void Read_OnlyRequiredKeys_GivesTheDefaults()
    {
        var result = Reading.Files(("sap.yaml", Reading.System + """
            endpoints:
              PING: { method: GET, path: /ping }
            """));

        Assert.Empty(result.Check(HubConfiguration.Empty));
        Assert.True(result.Rows[0].SaysTheSameAs(new SystemConfig { Code = "SAP", Name = "SAP", BaseUrl = new Uri("http://127.0.0.1:5081") }));
        Assert.True(result.Rows[1].SaysTheSameAs(new EndpointConfig { SystemCode = "SAP", Code = "PING", Method = "GET", Path = "/ping" }));
    }

    [Fact]
    public void Read_UnknownKeys_SuggestsWhatWasMeant() =>
        Assert.Equal(
            [
                "sap.yaml:7:5: endpoints.PING.tmieout: Unknown key 'tmieout'. Did you mean 'timeout'?",
                "sap.yaml:10:1: codemappingsets: Unknown key 'codemappingsets'. Did you mean 'code_mapping_sets'?",
                "sap.yaml:11:1: colour: Unknown key 'colour'. Expected one of organizations, retry_policies, rate_limit_policies, retention_classes, credentials, system, code_mapping_sets, transforms, endpoints.",
            ],
            Reading.FaultsOf(Reading.System + """
                endpoints:
                  PING:
                    tmieout: 5s
                    method: GET
                    path: /
                codemappingsets: {}
                colour: red
                """));

    [Fact]
    public void Read_ValuesOfWrongType_SaysWhatWasExpectedAndWhatCame() =>
        Assert.Equal(
            [
                "sap.yaml:2:16: organizations: Expected keys, found a list.",
                "sap.yaml:5:14: retry_policies.P.backoff: Expected one of FIXED, LINEAR, EXPONENTIAL, found 'LINAER'. Did you mean 'LINEAR'?",
                "sap.yaml:6:22: retry_policies.P.initial_delay: Expected a duration such as 500ms, 5s, 15m, 24h or 7d, found '5 seconds'.",
                "sap.yaml:7:13: retry_policies.P.jitter: Expected a number, found 'much'.",
                "sap.yaml:8:19: retry_policies.P.max_attempts: Expected a whole number, found the text '5'.",
                "sap.yaml:9:15: retry_policies.P.deadline: Expected a duration such as 500ms, 5s, 15m, 24h or 7d, found nothing.",
                "sap.yaml:12:9: system.name: Expected text, found nothing.",
                "sap.yaml:14:12: system.enabled: Expected true or false, found 'yes'.",
                "sap.yaml:15:12: system.headers: Expected keys, found 'Accept'.",
                "sap.yaml:16:20: system.redacted_fields: Expected a list, found 'iban'.",
                "sap.yaml:17:20: system.max_connections: Expected a whole number, found '1e3'.",
                "sap.yaml:20:17: endpoints.PING.query.a: Expected text, found keys.",
                "sap.yaml:21:18: endpoints.PING.query.b: Expected text, found nothing.",
                "sap.yaml:24:9: endpoints.PONG: Expected keys, found 'GET /'.",
            ],
            Reading.FaultsOf("""
                # line 1
                organizations: [PROCUREMENT_EU]
                retry_policies:
                  P:
                    backoff: LINAER
                    initial_delay:   5 seconds
                    jitter: much
                    max_attempts: "5"
                    deadline: ~
                system:
                  code: SAP
                  name: null
                  base_url: http://sap
                  enabled: yes
                  headers: Accept
                  redacted_fields: iban
                  max_connections: 1e3
                endpoints:
                  PING:
                    query: { a: { x: y },
                              b: }
                    method: GET
                    path: /
                  PONG: GET /
                """));

    [Fact]
    public void Read_FaultsOfOutbound_StandWhereTheyBelong() =>
        Assert.Equal(
            [
                "sap.yaml:6:25: system.outbound.allow_hosts[1]: Expected a host with or without a port, such as sap.corp.example, 10.1.2.3:8443 or [fd12::7]:443, found 'http://b'.",
                "sap.yaml:7:5: system.outbound.alow_networks: Unknown key 'alow_networks'. Did you mean 'allow_networks'?",
                "sap.yaml:8:20: system.outbound.max_redirects: Expected 0 to 10 redirects, found 99.",
            ],
            Reading.FaultsOf(Reading.System.TrimEnd('\n') + """

                  outbound:
                    allow_hosts: [a:80, http://b]
                    alow_networks: [10.0.0.0/8]
                    max_redirects: 99

                """));

    [Fact]
    public void Read_MissingKeys_NamesThemWhereTheyBelong() =>
        Assert.Equal(
            [
                "sap.yaml:1:1: system.code: The key 'code' is missing.",
                "sap.yaml:1:1: system.name: The key 'name' is missing.",
                "sap.yaml:1:1: system.base_url: The key 'base_url' is missing.",
                "sap.yaml:4:3: transforms.T.jsonata: The key 'jsonata' is missing.",
                "sap.yaml:6:3: endpoints.E.method: The key 'method' is missing.",
                "sap.yaml:6:3: endpoints.E.path: The key 'path' is missing.",
            ],
            Reading.FaultsOf("""
                system:
                  timeout: 5s
                transforms:
                  T: { description: none }
                endpoints:
                  E: { request_transform: T }
                """));

    [Fact]
    public void Read_EndpointsWithoutSystem_IsOneFault() =>
        Assert.Equal(
            ["sap.yaml:2:3: endpoints: Expected the key 'system' in the same file, which says whose they are."],
            Reading.FaultsOf("""
                endpoints:
                  E: { method: GET, path: / }
                """));

    [Fact]
    public void Read_SameRowInTwoFiles_NamesTheFirst() =>
        Assert.Equal(
            [
                "b.yaml:1:1: system: SYSTEM SAP stands in a.yaml, line 1, already.",
                "b.yaml:6:3: organizations.EU: ORGANIZATION EU stands in a.yaml, line 6, already.",
            ],
            Reading.FaultsOf(
                ("a.yaml", Reading.System + "organizations:\n  EU: { name: Europe }\n"),
                ("b.yaml", Reading.System + "organizations:\n  EU: { name: Europe }\n")));

    [Fact]
    public void Read_ReferencesAcrossFiles_AreFound() =>
        Assert.Empty(Reading.FaultsOf(
            ("a.yaml", Reading.System + "endpoints:\n  E: { method: GET, path: /, retry_policy: PATIENT }\n"),
            ("b.yaml", "retry_policies:\n  PATIENT: {}\n")));

    [Fact]
    public void Read_ReferenceToNothing_IsAFaultAtTheReference() =>
        Assert.Equal(
            ["a.yaml:6:48: endpoints.E.retry_policy: There is no retry policy 'PATENT'. Did you mean 'PATIENT'?"],
            Reading.FaultsOf(
                ("a.yaml", Reading.System + "endpoints:\n  E: { method: GET, path: /, retry_policy:     PATENT }\n"),
                ("b.yaml", "retry_policies:\n  PATIENT: {}\n")));

    [Fact]
    public void Read_FaultsOfTypeAndOfMeaning_AreReportedTogetherInOrder() =>
        Assert.Equal(
            [
                "sap.yaml:2:9: system.code: Expected a code (1 to 64 of A-Z, 0-9, '_', '.', '-', starting with a letter or digit), found 'sap'.",
                "sap.yaml:4:13: system.base_url: Expected an absolute http or https URL, such as https://sap.example.com/api, found 'sap.example.com'.",
                "sap.yaml:5:12: system.timeout: Expected a duration such as 500ms, 5s, 15m, 24h or 7d, found '5'.",
                "sap.yaml:7:11: system.headers.Host: The header 'Host' cannot be configured: it comes from base_url.",
                "sap.yaml:8:33: system.redacted_fields[2]: 'IBAN' stands there twice; letter case does not matter.",
                "sap.yaml:10:3: code_mapping_sets.UOM.default_internal: Expected a code, because on_missing is DEFAULT.",
                "sap.yaml:14:7: code_mapping_sets.UOM.mappings[\"\"]: Expected a code, found ''.",
                "sap.yaml:15:12: code_mapping_sets.UOM.mappings.KGM: Expected a code, found ' '.",
                "sap.yaml:17:3: endpoints.create_po: Expected a code (1 to 64 of A-Z, 0-9, '_', '.', '-', starting with a letter or digit), found 'create_po'.",
                "sap.yaml:18:13: endpoints.create_po.method: Expected an HTTP method in capitals, such as POST, found 'post'.",
                "sap.yaml:19:11: endpoints.create_po.path: The parameter {a} stands twice in '/{a}/{a}'.",
                "sap.yaml:21:5: endpoints.create_po.tiemout: Unknown key 'tiemout'. Did you mean 'timeout'?",
            ],
            Reading.FaultsOf("""
                system:
                  code: sap
                  name: SAP
                  base_url: sap.example.com
                  timeout: 5
                  headers:
                    Host: x
                  redacted_fields: [iban, name, IBAN]
                code_mapping_sets:
                  UOM:
                    on_missing: DEFAULT
                    default_external: EA
                    mappings: {
                      "": EA,
                      KGM: " " }
                endpoints:
                  create_po:
                    method: post
                    path: /{a}/{a}
                    name: Create
                    tiemout: 5s
                """));
}
