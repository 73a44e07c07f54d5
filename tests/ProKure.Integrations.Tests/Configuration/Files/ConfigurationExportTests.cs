using System.Collections.Immutable;
using CsCheck;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Files;

namespace ProKure.Integrations.Tests.Configuration.Files;

public sealed class ConfigurationExportTests
{
    // Texts that YAML could take for something else, mixed with any.
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Char[' ', '~'].Array[1, 40].Select(characters => new string(characters)),
        Gen.Char[" \n\t\r:#-?|>'\"\\{}[],&*!%@`\u0000\u0007\u0085\u00A0\u2028\uFEFFaä€0"].Array[1, 30].Select(characters => new string(characters)),
        Gen.OneOf("null", "~", "yes", "NO", "0010", "1e3", "true", "- a", "a: b", "a #b", "{ \"a\": b }\n", "\n", " \n ", "a\n\nb\n", "a\n\n", "  a\nb", "😀"));

    private static readonly Gen<string?> OptionalText = Gen.Select(Gen.Bool, Text, (isThere, text) => isThere ? text : null);

    private static readonly Gen<string> Code = Gen.Char["ABCNO019_.-"].Array[1, 12].Select(characters => "C" + new string(characters));

    private static readonly Gen<TimeSpan> Span = Gen.Int[1, 1_000_000_000].Select(ms => TimeSpan.FromMilliseconds(ms));

    private static readonly Gen<ImmutableSortedDictionary<string, string>> Map =
        Gen.Dictionary(Text, Text)[0, 4].Select(map => map.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private static readonly Gen<RedactionConfig> Redaction = Gen.Select(
        Text.Array[0, 2], Text.Array[0, 2], Text.Array[0, 2],
        (fields, patterns, headers) => new RedactionConfig { Fields = [.. fields], Patterns = [.. patterns], AllowedHeaders = [.. headers] });

    private static readonly Gen<CaptureConfig> Capture = Gen.Select(
        Gen.Int[0, 4], Gen.Double[0, 1], Gen.Int[1_024, 1 << 22], Span, Gen.Bool, Gen.Int[0, 6],
        (level, share, bytes, time, flag, number) => number == 0 ? CaptureConfig.Standard : new CaptureConfig
        {
            Level = number == 1 ? null : (CaptureLevel)level,
            SampleShare = number == 2 ? share : null,
            MaxRequestBytes = flag ? bytes : null,
            MaxResponseBytes = flag ? null : bytes,
            StoreLongBodies = number == 3 ? flag : null,
            StreamTime = number == 4 ? time : null,
            StreamBytes = number == 5 ? bytes * 10_000L : null,
        });

    private static readonly Gen<OrganizationConfig> Organization =
        Gen.Select(Code, Text, Redaction, (code, name, redaction) => new OrganizationConfig { Code = code, Name = name, Redaction = redaction });

    private static readonly Gen<RetryPolicyConfig> Policy = Gen.Select(
        Code, Gen.Enum<Backoff>(), Span, Span, Gen.Double[0, 1], Gen.Int[1, 100],
        (code, backoff, initial, max, jitter, attempts) => new RetryPolicyConfig
        {
            Code = code,
            Backoff = backoff,
            InitialDelay = initial,
            MaxDelay = max,
            Jitter = jitter,
            MaxAttempts = attempts,
            Deadline = initial + max,
        });

    private static readonly Gen<RateLimitPolicyConfig> Limit = Gen.Select(
        Code, Gen.Int[0, 100], Span, Gen.Int[0, 100], Span,
        (code, requests, period, concurrency, wait) => new RateLimitPolicyConfig
        {
            Code = code,
            Requests = requests == 0 ? null : requests,
            Period = requests == 0 ? TimeSpan.FromSeconds(1) : period,
            Burst = requests % 2 == 0 ? null : concurrency + 1,
            MaxConcurrency = concurrency == 0 ? null : concurrency,
            MaxWait = wait,
        });

    private static readonly Gen<RetentionClassConfig> Retention = Gen.Select(
        Code, OptionalText, Gen.Int[2, 400], Gen.Bool, Gen.Int[0, 3],
        (code, name, days, archive, some) => new RetentionClassConfig
        {
            Code = code,
            Name = name,
            LogDays = days,
            MetadataDays = some == 0 ? null : days * some,
            ObjectDays = some == 1 ? days : null,
            Archive = archive,
            ArchiveAfterDays = some + 1,
            ArchiveDays = some == 2 ? days * 2 : null,
        });

    private static readonly Gen<SystemConfig> System = Gen.Select(
        Text, OptionalText, Span, Gen.Int[1, 1000], Map, Gen.Select(Text.Array[0, 3], Redaction, Capture), Gen.Bool,
        (name, organization, timeout, connections, headers, rules, enabled) => new SystemConfig
        {
            Code = "SAP",
            Name = name,
            Organization = organization,
            BaseUrl = new Uri("https://sap.example.com:8443/a%20b"),
            Enabled = enabled,
            ConnectTimeout = timeout,
            Timeout = timeout * 2,
            MaxConnections = connections,
            RateLimitPolicy = organization,
            RetentionClass = organization,
            Headers = headers,
            RedactedFields = [.. rules.Item1],
            Outbound = new OutboundConfig
            {
                AllowHosts = [.. rules.Item1],
                AllowNetworks = [.. headers.Keys],
                MaxRedirects = connections % 3,
                CaCertificates = organization,
            },
            Redaction = rules.Item2,
            Capture = rules.Item3,
        });

    private static readonly Gen<CodeMappingSetConfig> Set = Gen.Select(
        Code, OptionalText, Gen.Enum<MissingCode>(), OptionalText, Map,
        (code, description, onMissing, standard, mappings) => new CodeMappingSetConfig
        {
            SystemCode = "SAP",
            Code = code,
            Description = description,
            OnMissing = onMissing,
            DefaultExternal = standard,
            DefaultInternal = standard,
            Mappings = [.. mappings.Reverse().Select(pair => new CodeMapping(pair.Key, pair.Value))],
        });

    private static readonly Gen<TransformConfig> Transform = Gen.Select(
        Code, OptionalText, Text, Gen.Bool,
        (code, description, text, enabled) => new TransformConfig
        {
            SystemCode = "SAP",
            Code = code,
            Description = description,
            Published = text,
            PublishedVersion = 1,
            Enabled = enabled,
        });

    private static readonly Gen<EndpointConfig> Sections = Gen.Select(
        Gen.Enum<RequestBodyType>(), Gen.Enum<ContentCoding>(), Gen.Enum<ResponseBodyType>(), Gen.Enum<XmlNames>(), Gen.Enum<PaginationStyle>(), OptionalText, Gen.Int[0, 3],
        (request, coding, response, names, style, text, number) => new EndpointConfig
        {
            SystemCode = "SAP",
            Code = "X",
            Method = "POST",
            Path = "/",
            RequestFormat = new RequestFormatConfig { Type = request, ContentType = text, Charset = text, ContentEncoding = coding },
            ResponseFormat = new ResponseFormatConfig { Type = response, Charset = text, XmlNames = names },
            Soap = number == 0 ? null : new SoapConfig { Version = (SoapVersion)(number % 2), Action = text },
            Pagination = number == 1 ? null : new PaginationConfig
            {
                Style = style,
                Items = text ?? "$",
                Next = text,
                Parameter = text,
                FirstPage = number,
                MaxPages = number * 50,
                MaxBytes = number + 1,
            },
            Csrf = number == 2 ? null : new CsrfConfig { Path = text ?? "/" },
            IdempotencyHeader = text,
            Lookup = number == 0 ? null : new LookupConfig
            {
                Endpoint = "FIND",
                Input = text,
                Done = text ?? "true",
                NotDone = text,
                Result = text,
                Delay = TimeSpan.FromSeconds(number * 5 % 10),
                Attempts = number + 3,
            },
            CircuitBreaker = number == 3 ? CircuitBreakerConfig.Standard : new CircuitBreakerConfig
            {
                Enabled = number == 0,
                FailureRatio = (number + 1) * 0.1,
                MinimumCalls = number + 1,
                Window = TimeSpan.FromSeconds(number + 1),
                OpenFor = TimeSpan.FromMilliseconds(number + 1),
            },
            Priority = 1 + (number % 9),
            OrderByEntity = number == 3 ? null : new EntityOrderConfig { Key = text, AfterDeadLetter = (AfterDeadLetter)(number % 2) },
        });

    private static readonly Gen<EndpointConfig> Endpoint = Gen.Select(
        Code, OptionalText, Map, Gen.Select(Sections, Redaction, Capture), Span, Gen.Enum<Idempotency>(), Gen.Bool, Gen.Int[1, 1_000_000],
        (code, text, map, rows, timeout, idempotency, flag, bytes) => rows.Item1 with
        {
            SystemCode = "SAP",
            Code = code,
            Name = text,
            Method = "POST",
            Path = "/po/{id}",
            PathParameters = map,
            Query = map,
            Headers = map,
            RequestTransform = text,
            ResponseTransform = text,
            SuccessRule = text,
            ErrorMessage = text,
            Timeout = flag ? timeout : null,
            MaxResponseBytes = bytes,
            Idempotency = idempotency,
            RetryPolicy = text,
            RateLimitPolicy = text,
            RetentionClass = text,
            FailClosed = !flag,
            Redaction = rows.Item2,
            Capture = rows.Item3,
            Enabled = flag,
        });

    private static readonly Gen<HubConfiguration> Configuration = Gen.Select(
        Organization.Array[0, 3], Gen.Select(Policy.Array[0, 3], Limit.Array[0, 3], Retention.Array[0, 3]), System, Set.Array[0, 3], Transform.Array[0, 3], Endpoint.Array[0, 3],
        (organizations, policies, system, sets, transforms, endpoints) => new HubConfiguration
        {
            Organizations = Stored(organizations),
            RetryPolicies = Stored(policies.Item1),
            RateLimitPolicies = Stored(policies.Item2),
            RetentionClasses = Stored(policies.Item3),
            Systems = Stored([system]),
            CodeMappingSets = Stored(sets),
            Transforms = Stored(transforms),
            Endpoints = Stored(endpoints),
        });

    [Fact]
    public void Read_OfExport_GivesTheSameRows() => Configuration.Sample(configuration =>
    {
        var files = ConfigurationExport.All(configuration);
        var result = ConfigurationFolder.Read(files, _ => null);

        Assert.Empty(result.Faults);
        var read = result.Rows.ToDictionary(row => row.Key);
        var written = configuration.AllRows().ToList();
        Assert.Equal(written.Count, read.Count);
        Assert.All(written, row => Assert.True(row.SaysTheSameAs(read[row.Key]), $"{row} <> {read[row.Key]}"));
        Assert.All(
            configuration.CodeMappingSets, stored => Assert.Equal(stored.Row.Mappings, ((CodeMappingSetConfig)read[stored.Row.Key]).Mappings));
    });

    [Fact]
    public void All_OfConfiguration_ReadsWell()
    {
        var configuration = new HubConfiguration
        {
            Organizations = Stored(SampleRows.Organization),
            RetryPolicies = Stored(SampleRows.Policy),
            Systems = Stored(SampleRows.System),
            CodeMappingSets = Stored(SampleRows.Set),
            Transforms = Stored(
                SampleRows.Transform with { Published = "{\n  \"Reference\": po_number\n}\n", Draft = "{}" },
                SampleRows.Transform with { Code = "NEW", Published = null, PublishedVersion = 0, Draft = "{}" }),
            Endpoints = Stored(SampleRows.Endpoint),
            ApiKeys = Stored(SampleRows.ApiKey),
        };

        var files = ConfigurationExport.All(configuration);

        Assert.Equal(["_shared.yaml", "sap.yaml"], files.Select(file => file.Name).ToArray());
        Assert.Equal(
            """
            organizations:
              PROCUREMENT_EU:
                name: Procurement Europe

            retry_policies:
              PATIENT:
                backoff: EXPONENTIAL
                initial_delay: 5s
                max_delay: 15m
                jitter: 0.2
                max_attempts: 5
                deadline: 24h

            """,
            files[0].Text);
        Assert.Equal(
            """
            system:
              code: SAP
              name: SAP S/4HANA
              organization: PROCUREMENT_EU
              base_url: https://sap.example.com/api
              connect_timeout: 5s
              timeout: 30s
              max_connections: 64
              headers:
                Accept: application/json
              redacted_fields:
                - bank_account

            code_mapping_sets:
              UOM:
                on_missing: ERROR
                mappings:
                  PCE: EA
                  KGM: KG

            transforms:
              CREATE_PO_REQUEST:
                jsonata: |
                  {
                    "Reference": po_number
                  }
            # The transform NEW was never published; files hold published texts only.

            endpoints:
              CREATE_PO:
                method: POST
                path: /purchase-orders/{po_number}
                path_parameters:
                  po_number: po_number
                query:
                  expand: "\"items\""
                headers:
                  X-Reason-Code: reason
                request_transform: CREATE_PO_REQUEST
                success_rule: ok
                idempotency: NOT_IDEMPOTENT
                retry_policy: PATIENT

            """,
            files[1].Text);
    }

    [Fact]
    public void System_Unknown_Throws() =>
        Assert.StartsWith(
            "There is no system 'SAP'.",
            Assert.Throws<ArgumentException>(() => ConfigurationExport.System(HubConfiguration.Empty, "SAP")).Message,
            StringComparison.Ordinal);

    private static ImmutableArray<Versioned<T>> Stored<T>(params T[] rows) where T : IConfigurationRow =>
        [.. rows.DistinctBy(row => row.Key).Select(row => SampleRows.Stored(row))];
}
