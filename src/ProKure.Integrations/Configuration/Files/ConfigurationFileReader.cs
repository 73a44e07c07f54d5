using ProKure.Integrations.Configuration.Files.Yaml;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>Turns one file's keys into rows. What is missing or of the wrong type is reported, and something harmless takes its place, so that the rest is checked too.</summary>
internal sealed class ConfigurationFileReader(SourceFile file, Func<string, string?> getVariable, Action<SourceRow> addRow)
{
    private static readonly Uri SubstituteUrl = new("http://substitute.invalid");
    private readonly string _substituteCode = $"SUBSTITUTE.{file.Number}";

    public void Read(YamlMap root)
    {
        var keys = new YamlSection(root, "", file.Faults);
        foreach (var (code, section) in keys.Sections("organizations"))
            Add(section, ReadOrganization(code.Text, section));
        foreach (var (code, section) in keys.Sections("retry_policies"))
            Add(section, ReadRetryPolicy(code.Text, section));
        foreach (var (code, section) in keys.Sections("rate_limit_policies"))
            Add(section, ReadRateLimitPolicy(code.Text, section));
        foreach (var (code, section) in keys.Sections("retention_classes"))
            Add(section, RetentionClassSections.Read(code.Text, section));
        foreach (var (code, section) in keys.Sections("credentials"))
            Add(section, new CredentialSections(getVariable).Read(code.Text, section));

        var system = keys.Section("system");
        var systemCode = system is null ? _substituteCode : ReadSystem(system);
        foreach (var (code, section) in keys.Sections("code_mapping_sets"))
            Add(section, ReadCodeMappingSet(systemCode, code.Text, section));
        foreach (var (code, section) in keys.Sections("transforms"))
            Add(section, ReadTransform(systemCode, code.Text, section));
        foreach (var (code, section) in keys.Sections("endpoints"))
            Add(section, ReadEndpoint(systemCode, code.Text, section));
        keys.ReportUnknownKeys();

        foreach (var key in (string[])["code_mapping_sets", "transforms", "endpoints"])
        {
            if (!keys.Has("system") && keys.Has(key))
                keys.AddFault(key, "Expected the key 'system' in the same file, which says whose they are.");
        }
    }

    private static OrganizationConfig ReadOrganization(string code, YamlSection section) => new()
    {
        Code = code,
        Name = section.RequiredText("name", code),
        Redaction = ReadRedaction(section),
    };

    private static RedactionConfig ReadRedaction(YamlSection section)
    {
        if (section.Section("redaction") is not { } inner)
            return RedactionConfig.None;
        var rules = RedactionRulesText.Read(inner);
        inner.ReportUnknownKeys();
        foreach (var (path, place) in inner.Values)
            section.Values[$"redaction.{path}"] = place;
        return rules;
    }

    private static RetryPolicyConfig ReadRetryPolicy(string code, YamlSection section)
    {
        var standard = new RetryPolicyConfig { Code = code };
        return standard with
        {
            Backoff = section.Member<Backoff>("backoff") ?? standard.Backoff,
            InitialDelay = section.Duration("initial_delay") ?? standard.InitialDelay,
            MaxDelay = section.Duration("max_delay") ?? standard.MaxDelay,
            Jitter = section.Number("jitter") ?? standard.Jitter,
            MaxAttempts = section.Integer("max_attempts") ?? standard.MaxAttempts,
            Deadline = section.Duration("deadline") ?? standard.Deadline,
        };
    }

    private static RateLimitPolicyConfig ReadRateLimitPolicy(string code, YamlSection section)
    {
        var standard = new RateLimitPolicyConfig { Code = code };
        return standard with
        {
            Requests = section.Integer("requests"),
            Period = section.Duration("period") ?? standard.Period,
            Burst = section.Integer("burst"),
            MaxConcurrency = section.Integer("max_concurrency"),
            MaxWait = section.Duration("max_wait") ?? standard.MaxWait,
        };
    }

    private string ReadSystem(YamlSection section)
    {
        var code = section.RequiredText("code", _substituteCode);
        var standard = new SystemConfig { Code = code, Name = section.RequiredText("name", code), BaseUrl = ReadBaseUrl(section) };
        Add(section, standard with
        {
            Organization = section.Text("organization"),
            Enabled = section.Boolean("enabled") ?? standard.Enabled,
            ConnectTimeout = section.Duration("connect_timeout") ?? standard.ConnectTimeout,
            Timeout = section.Duration("timeout") ?? standard.Timeout,
            MaxConnections = section.Integer("max_connections") ?? standard.MaxConnections,
            RateLimitPolicy = section.Text("rate_limit_policy"),
            RetentionClass = section.Text("retention_class"),
            Headers = section.TextMap("headers"),
            RedactedFields = section.TextList("redacted_fields"),
            Credential = section.Text("credential"),
            Outbound = section.Section("outbound") is { } outbound ? ReadOutbound(section, outbound) : standard.Outbound,
            Redaction = ReadRedaction(section),
            Capture = CaptureSection.Read(section),
        });
        return code;
    }

    private static OutboundConfig ReadOutbound(YamlSection system, YamlSection section)
    {
        var outbound = new OutboundConfig
        {
            AllowHosts = section.TextList("allow_hosts"),
            AllowNetworks = section.TextList("allow_networks"),
            MaxRedirects = section.Integer("max_redirects") ?? OutboundConfig.Standard.MaxRedirects,
            CaCertificates = section.Text("ca_certificates"),
        };
        section.ReportUnknownKeys();
        foreach (var (key, place) in section.Values)
            system.Values[$"outbound.{key}"] = place;
        return outbound;
    }

    private Uri ReadBaseUrl(YamlSection section)
    {
        var text = section.RequiredText("base_url", SubstituteUrl.OriginalString);
        var resolved = EnvironmentPlaceholders.Resolve(text, getVariable, message => section.AddFault("base_url", message));
        return resolved is null ? SubstituteUrl : new Uri(resolved, UriKind.RelativeOrAbsolute);
    }

    private static CodeMappingSetConfig ReadCodeMappingSet(string systemCode, string code, YamlSection section)
    {
        var entries = section.TextEntries("mappings");
        for (var i = 0; i < entries.Count; i++)
        {
            var place = section.Values[WirePath.Member("mappings", entries[i].Name.Text)];
            var item = WirePath.Item("mappings", i);
            section.Values[WirePath.Member(item, "internal")] = place with { Node = entries[i].Name };
            section.Values[WirePath.Member(item, "external")] = place;
        }

        return new CodeMappingSetConfig
        {
            SystemCode = systemCode,
            Code = code,
            Description = section.Text("description"),
            OnMissing = section.Member<MissingCode>("on_missing") ?? MissingCode.Error,
            DefaultExternal = section.Text("default_external"),
            DefaultInternal = section.Text("default_internal"),
            Mappings = [.. entries.Select(entry => new CodeMapping(entry.Name.Text, entry.Text.Text))],
        };
    }

    private static TransformConfig ReadTransform(string systemCode, string code, YamlSection section)
    {
        var text = section.RequiredText("jsonata", "null");
        if (section.Values.TryGetValue("jsonata", out var place))
            section.Values["published"] = place;
        return new TransformConfig
        {
            SystemCode = systemCode,
            Code = code,
            Description = section.Text("description"),
            Published = text,
            PublishedVersion = 1,
            Enabled = section.Boolean("enabled") ?? true,
        };
    }

    private static EndpointConfig ReadEndpoint(string systemCode, string code, YamlSection section)
    {
        var standard = new EndpointConfig
        {
            SystemCode = systemCode,
            Code = code,
            Method = section.RequiredText("method", "GET"),
            Path = section.RequiredText("path", "/"),
        };
        return standard with
        {
            Name = section.Text("name"),
            PathParameters = section.TextMap("path_parameters"),
            Query = section.TextMap("query"),
            Headers = section.TextMap("headers"),
            RequestTransform = section.Text("request_transform"),
            ResponseTransform = section.Text("response_transform"),
            SuccessRule = section.Text("success_rule"),
            ErrorMessage = section.Text("error_message"),
            RequestFormat = EndpointSections.ReadRequestFormat(section),
            ResponseFormat = EndpointSections.ReadResponseFormat(section),
            Soap = EndpointSections.ReadSoap(section),
            Pagination = EndpointSections.ReadPagination(section),
            Csrf = EndpointSections.ReadCsrf(section),
            Timeout = section.Duration("timeout"),
            MaxResponseBytes = section.Integer("max_response_bytes") ?? standard.MaxResponseBytes,
            Idempotency = section.Member<Idempotency>("idempotency") ?? standard.Idempotency,
            IdempotencyHeader = section.Text("idempotency_header"),
            Lookup = EndpointSections.ReadLookup(section),
            RetryPolicy = section.Text("retry_policy"),
            RateLimitPolicy = section.Text("rate_limit_policy"),
            RetentionClass = section.Text("retention_class"),
            CircuitBreaker = EndpointSections.ReadCircuitBreaker(section),
            Credential = section.Text("credential"),
            Redaction = ReadRedaction(section),
            Capture = CaptureSection.Read(section),
            Priority = section.Integer("priority") ?? standard.Priority,
            OrderByEntity = EndpointSections.ReadOrder(section),
            FailClosed = section.Boolean("fail_closed") ?? standard.FailClosed,
            Enabled = section.Boolean("enabled") ?? standard.Enabled,
        };
    }

    private void Add(YamlSection section, IConfigurationRow row)
    {
        section.ReportUnknownKeys();
        addRow(new SourceRow(row, file, section));
    }
}
