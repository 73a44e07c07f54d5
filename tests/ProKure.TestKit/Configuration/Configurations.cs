using System.Collections.Immutable;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Configuration;

namespace ProKure.TestKit.Configuration;

/// <summary>Configuration rows as an integration engineer writes them; change them with <c>with</c>.</summary>
public static class Configurations
{
    /// <summary>A whole system with everything that it refers to, in an order in which it can be written.</summary>
    public static IReadOnlyList<IConfigurationRow> Sap() =>
        [Organization(), RetryPolicy(), RateLimitPolicy(), RetentionClass(), Credential(), System(), RequestTransform(), ResponseTransform(), Units(), CreatePurchaseOrder(), ApiKey()];

    /// <summary>The owning business unit.</summary>
    public static OrganizationConfig Organization() => new() { Code = "PROCUREMENT_EU", Name = "Procurement Europe", Redaction = Redaction() };

    /// <summary>Rules for redaction of every kind.</summary>
    public static RedactionConfig Redaction() => new()
    {
        Fields = ["*salary*", "$.payment.card.*", "größe"],
        Patterns = ["ACME-####-*"],
        AllowedHeaders = ["X-Plant", "x-batch"],
    };

    /// <summary>A policy in which no field has its default.</summary>
    public static RetryPolicyConfig RetryPolicy() => new()
    {
        Code = "PATIENT",
        Backoff = Backoff.Linear,
        InitialDelay = TimeSpan.FromSeconds(2.5),
        MaxDelay = TimeSpan.FromHours(1),
        Jitter = 0.1,
        MaxAttempts = 7,
        Deadline = TimeSpan.FromDays(2),
    };

    /// <summary>A policy in which no field has its default.</summary>
    public static RateLimitPolicyConfig RateLimitPolicy() => new()
    {
        Code = "GENTLE",
        Requests = 90,
        Period = TimeSpan.FromMinutes(1),
        Burst = 7,
        MaxConcurrency = 3,
        MaxWait = TimeSpan.FromSeconds(1.5),
    };

    /// <summary>A class in which no field has its default.</summary>
    public static RetentionClassConfig RetentionClass() => new()
    {
        Code = "TEN_YEARS",
        Name = "Ten years",
        LogDays = 400,
        MetadataDays = 3_653,
        ObjectDays = 400,
        Archive = true,
        ArchiveAfterDays = 3,
        ArchiveDays = 3_700,
    };

    /// <summary>SAP, in which no field has its default.</summary>
    public static SystemConfig System(string code = "SAP") => new()
    {
        Code = code,
        Name = "SAP S/4HANA Größe",
        Organization = "PROCUREMENT_EU",
        BaseUrl = new Uri("https://sap.example:8443/api/v1"),
        Enabled = false,
        ConnectTimeout = TimeSpan.FromMilliseconds(1_234.5),
        Timeout = TimeSpan.FromTicks(456_789_012_345),
        MaxConnections = 12,
        RateLimitPolicy = "GENTLE",
        Headers = Map(("X-Client", "100"), ("x-lower", "\"quoted\", ü")),
        RedactedFields = ["iban", "password"],
        Outbound = new OutboundConfig
        {
            AllowHosts = ["sap.example:8443", "[fd12::7]"],
            AllowNetworks = ["10.20.0.0/16", "fd12::/32"],
            MaxRedirects = 3,
            CaCertificates = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        },
        Redaction = Redaction(),
        Capture = new CaptureConfig { Level = CaptureLevel.Sampled, SampleShare = 0.25, MaxRequestBytes = 2_048, StoreLongBodies = false },
        Credential = code == "SAP" ? "SAP_LOGIN" : null,
        RetentionClass = "TEN_YEARS",
    };

    /// <summary>A credential in which no field has its default; a real one has the settings of one type only.</summary>
    public static CredentialConfig Credential() => new()
    {
        Code = "SAP_LOGIN",
        System = "SAP",
        Name = "Login of the hub",
        Type = CredentialType.Oauth2ClientCredentials,
        Basic = new BasicConfig { Username = "größe" },
        ApiKey = new ApiKeyPlacementConfig { In = ApiKeyPlace.Query, Name = "key", Prefix = "Token " },
        Oauth2 = new Oauth2Config
        {
            TokenUrl = new Uri("https://login.example/oauth2/token?tenant=a"),
            ClientId = "hub",
            ClientAuth = Oauth2ClientAuth.PrivateKeyJwt,
            Scope = "read write",
            Audience = "api://sap",
            Resource = "https://sap.example/",
            JwtAlgorithm = JwtAlgorithm.Es256,
            JwtKeyId = "k-1",
            JwtAudience = "https://login.example/",
        },
        Hmac = new HmacConfig
        {
            Preset = HmacPreset.AwsSigv4,
            KeyId = "AKIDEXAMPLE",
            Algorithm = HmacAlgorithm.Sha512,
            Encoding = BinaryText.Base64,
            KeyForm = HmacKeyForm.Hex,
            CanonicalString = "{method}\\n{path}",
            Headers = Map(("X-Signature", "{signature}"), ("x-key", "{key_id}")),
            Region = "eu-central-1",
            Service = "execute-api",
        },
        ProbePath = "/ping",
        Secrets = Sealed("K1"),
    };

    /// <summary>Secrets as a vault makes them, which nothing can open.</summary>
    public static SealedSecrets Sealed(string keyId) => new()
    {
        KeyId = keyId,
        Fingerprints = Map(("client_secret", "0a1b2c3d"), ("pfx", "ffffffff")),
        WrappedKey = new byte[] { 0, 1, 255 },
        Content = new byte[] { 7, 0, 128 },
    };

    /// <summary>A published transform with a draft beside it.</summary>
    public static TransformConfig RequestTransform() => new()
    {
        SystemCode = "SAP",
        Code = "CREATE_PO_REQUEST",
        Description = "Purchase order to SAP",
        Published = """{ "PurchaseOrder": { "VendorCode": vendor.external_code } }""",
        PublishedVersion = 3,
        Draft = "{ \"PurchaseOrder\": {} }\n/* next */",
        Enabled = false,
    };

    /// <summary>A transform with defaults.</summary>
    public static TransformConfig ResponseTransform() => new() { SystemCode = "SAP", Code = "CREATE_PO_RESPONSE" };

    /// <summary>Units of measure, not in the order of their codes.</summary>
    public static CodeMappingSetConfig Units() => new()
    {
        SystemCode = "SAP",
        Code = "UOM",
        Description = "Units of measure",
        OnMissing = MissingCode.Default,
        DefaultExternal = "ST",
        DefaultInternal = "EA",
        Mappings = [new("PIECE", "ST"), new("BOX", "KAR"), new("EACH", "ST"), new("m²", "M2")],
    };

    /// <summary>An endpoint in which no field has its default.</summary>
    public static EndpointConfig CreatePurchaseOrder() => new()
    {
        SystemCode = "SAP",
        Code = "CREATE_PO",
        Name = "Create purchase order",
        Method = "POST",
        Path = "/companies/{company}/purchase-orders",
        PathParameters = Map(("company", "header.company")),
        Query = Map(("expand", "'items'"), ("Expand", "'none'")),
        Headers = Map(("X-Plant", "plant")),
        RequestTransform = "CREATE_PO_REQUEST",
        ResponseTransform = "CREATE_PO_RESPONSE",
        SuccessRule = "status = 'OK'",
        ErrorMessage = "messages[0].text",
        RequestFormat = new RequestFormatConfig
        {
            Type = RequestBodyType.Soap,
            ContentType = "application/vnd.sap+xml",
            Charset = "windows-1252",
            ContentEncoding = ContentCoding.Gzip,
        },
        ResponseFormat = new ResponseFormatConfig { Type = ResponseBodyType.Soap, Charset = "ISO-8859-15", XmlNames = XmlNames.Local },
        Soap = new SoapConfig { Version = SoapVersion.Soap12, Action = "urn:sap:create" },
        Pagination = new PaginationConfig
        {
            Style = PaginationStyle.Cursor,
            Items = "d.results",
            Next = "d.\"next\"",
            Parameter = "$skiptoken",
            FirstPage = 0,
            MaxPages = 7,
            MaxBytes = 1_234,
        },
        Csrf = new CsrfConfig { Path = "/sap/opu/odata/" },
        Timeout = TimeSpan.FromSeconds(12),
        MaxResponseBytes = 123_456,
        Idempotency = Idempotency.IdempotentWithKey,
        IdempotencyHeader = "X-Request-Key",
        Lookup = new LookupConfig
        {
            Endpoint = "FIND_PO",
            Input = """{ "reference": payload.po_number }""",
            Done = "status = 200",
            NotDone = "status = 404",
            Result = "body.d",
            Delay = TimeSpan.FromSeconds(42),
            Attempts = 7,
        },
        RetryPolicy = "PATIENT",
        RateLimitPolicy = "GENTLE",
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
        Redaction = new RedactionConfig { AllowedHeaders = ["X-Plant"] },
        Credential = "SAP_LOGIN",
        RetentionClass = "TEN_YEARS",
        Capture = new CaptureConfig { Level = CaptureLevel.Errors, MaxResponseBytes = 4_096, StoreLongBodies = true, StreamTime = TimeSpan.FromSeconds(3), StreamBytes = 5L << 30 },
        Trace = new TraceConfig(new DateTimeOffset(2026, 11, 26, 18, 30, 0, 5, TimeSpan.Zero), "größe", "Where does the order go?"),
        Enabled = false,
    };

    /// <summary>A key limited to one system.</summary>
    public static ApiKeyConfig ApiKey() => new()
    {
        Id = "K-1",
        Name = "purchasing",
        SecretHash = new string('a', 64),
        Scopes = ["invoke", "logs:read"],
        Systems = ["SAP"],
        ExpiresAt = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Enabled = false,
    };

    private static ImmutableSortedDictionary<string, string> Map(params (string Key, string Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
}
