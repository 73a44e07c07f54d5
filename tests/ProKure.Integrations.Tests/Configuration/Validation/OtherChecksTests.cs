using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration.Validation;

public sealed class OtherChecksTests
{
    [Fact]
    public void Organization_NameTooLongOrOnTwoLines_IsAFault()
    {
        Assert.Equal(
            ["name: Expected a name of at most 200 characters, found 201."],
            SampleRows.FaultsOf(SampleRows.Organization with { Name = new string('x', 201) }));
        Assert.Equal(
            ["name: Expected a name without control characters, found 'a\\u000ab'."],
            SampleRows.FaultsOf(SampleRows.Organization with { Name = "a\nb" }));
    }

    [Fact]
    public void RetryPolicy_OutOfRange_ReportsEachField()
    {
        var policy = SampleRows.Policy with
        {
            Backoff = (Backoff)9,
            InitialDelay = TimeSpan.FromDays(8),
            MaxDelay = TimeSpan.FromSeconds(1),
            MaxAttempts = 101,
            Deadline = TimeSpan.Zero,
            Jitter = double.NaN,
        };

        Assert.Equal(
            [
                "backoff: Expected one of FIXED, LINEAR, EXPONENTIAL, found '9'.",
                "initial_delay: Expected 1ms to 7d, found 8d.",
                "max_attempts: Expected 1 to 100 attempts, found 101.",
                "deadline: Expected 1ms to 30d, found 0s.",
                "jitter: Expected a share from 0 to 1, found NaN.",
                "max_delay: Expected at least the initial_delay of 8d, found 1s.",
            ],
            SampleRows.FaultsOf(policy));
    }

    [Fact]
    public void RateLimitPolicy_OutOfRange_ReportsEachField()
    {
        var policy = SampleRows.Limit with
        {
            Requests = 0,
            Period = TimeSpan.FromMilliseconds(50),
            Burst = 1_000_001,
            MaxConcurrency = 0,
            MaxWait = TimeSpan.FromMinutes(2),
        };

        Assert.Equal(
            [
                "requests: Expected 1 to 1000000 requests, found 0.",
                "period: Expected 100ms to 24h, found 50ms.",
                "burst: Expected 1 to 1000000 requests, found 1000001.",
                "max_concurrency: Expected 1 to 10000 requests, found 0.",
                "max_wait: Expected 0s to 1m, found 2m.",
            ],
            SampleRows.FaultsOf(policy));
    }

    [Fact]
    public void RateLimitPolicy_ThatLimitsNothing_IsAFault() => Assert.Equal(
        [
            "requests: Expected 'requests', 'max_concurrency', or both; a policy without either limits nothing.",
            "burst: Expected 'requests' besides 'burst': without it there is nothing that the burst could be taken from.",
        ],
        SampleRows.FaultsOf(SampleRows.Limit with { Requests = null, Burst = 5 }));

    [Fact]
    public void RateLimitPolicy_ThatNobodyKnows_IsAFaultWhereItIsNamed()
    {
        var expected = "rate_limit_policy: There is no rate limit policy 'TEN_A_SECONDS'. Did you mean 'TEN_A_SECOND'?";
        Assert.Equal([expected], SampleRows.FaultsOf(SampleRows.System with { RateLimitPolicy = "TEN_A_SECONDS" }));
        Assert.Equal([expected], SampleRows.FaultsOf(SampleRows.Endpoint with { RateLimitPolicy = "TEN_A_SECONDS" }));
        Assert.Empty(SampleRows.FaultsOf(SampleRows.Endpoint with { RateLimitPolicy = "TEN_A_SECOND" }));
    }

    [Fact]
    public void RetentionClass_OutOfRange_ReportsEachField()
    {
        Assert.Equal(
            [
                "name: Expected a name, found ''.",
                "log_days: Expected 1 to 36500 days, found 0.",
                "metadata_days: Expected 1 to 36500 days (at least log_days, since summaries are made anew from the log), found 36501.",
                "object_days: Expected 1 to 1 days (at most log_days), found 2.",
            ],
            SampleRows.FaultsOf(SampleRows.Retention with { Name = "", LogDays = 0, MetadataDays = 36_501, ObjectDays = 2 }));
        Assert.Equal(
            [
                "archive_after_days: Expected 1 to 29 days (less than log_days), found 30.",
                "object_days: Expected no 'object_days' below 'log_days' with 'archive': the archive needs long bodies as long as their documents.",
                "archive_days: Expected 30 to 36500 days (at least log_days), found 29.",
            ],
            SampleRows.FaultsOf(SampleRows.Retention with { LogDays = 30, ObjectDays = 7, Archive = true, ArchiveAfterDays = 30, ArchiveDays = 29 }));
        Assert.Equal(
            ["log_days: Expected at least 2 days with 'archive': documents are archived a day before they leave the log at the latest, found 1."],
            SampleRows.FaultsOf(SampleRows.Retention with { LogDays = 1, Archive = true }));
        Assert.Empty(SampleRows.FaultsOf(SampleRows.Retention with { LogDays = 30, Archive = true, ArchiveAfterDays = 29, ArchiveDays = 30, ObjectDays = 30 }));
    }

    [Fact]
    public void RetentionClass_ThatNobodyKnows_IsAFaultWhereItIsNamed()
    {
        var expected = "retention_class: There is no retention class 'TEN_YEAR'. Did you mean 'TEN_YEARS'?";
        Assert.Equal([expected], SampleRows.FaultsOf(SampleRows.System with { RetentionClass = "TEN_YEAR" }));
        Assert.Equal([expected], SampleRows.FaultsOf(SampleRows.Endpoint with { RetentionClass = "TEN_YEAR" }));
        Assert.Empty(SampleRows.FaultsOf(SampleRows.Endpoint with { RetentionClass = "TEN_YEARS" }));
    }

    [Fact]
    public void CircuitBreaker_OutOfRange_ReportsEachField() => Assert.Equal(
        [
            "circuit_breaker.failure_ratio: Expected a share above 0 and at most 1, found 0.",
            "circuit_breaker.minimum_calls: Expected 1 to 10000 calls, found 0.",
            "circuit_breaker.window: Expected 1s to 1h, found 500ms.",
            "circuit_breaker.open_for: Expected 1s to 24h, found 2d.",
        ],
        SampleRows.FaultsOf(SampleRows.Endpoint with
        {
            CircuitBreaker = new CircuitBreakerConfig
            {
                FailureRatio = 0,
                MinimumCalls = 0,
                Window = TimeSpan.FromMilliseconds(500),
                OpenFor = TimeSpan.FromDays(2),
            },
        }));

    [Fact]
    public void CodeMappingSet_InternalCodeTwice_NamesBothPlaces() =>
        Assert.Equal(
            ["mappings[2].internal: The internal code 'PCE' is mapped already, by mappings[0]."],
            SampleRows.FaultsOf(SampleRows.Set with { Mappings = [new("PCE", "EA"), new("EA", "EA"), new("PCE", "ST")] }));

    [Fact]
    public void CodeMappingSet_EmptyCodes_AreFaults() =>
        Assert.Equal(
            ["mappings[0].internal: Expected a code, found ''.", "mappings[0].external: Expected a code, found ''."],
            SampleRows.FaultsOf(SampleRows.Set with { Mappings = [new("", "")] }));

    [Fact]
    public void CodeMappingSet_DefaultWithoutCodes_IsAFault() =>
        Assert.Equal(
            [
                "default_external: Expected a code, because on_missing is DEFAULT.",
                "default_internal: Expected a code, because on_missing is DEFAULT.",
            ],
            SampleRows.FaultsOf(SampleRows.Set with { OnMissing = MissingCode.Default }));

    [Fact]
    public void CodeMappingSet_CodesWithoutDefault_AreAFault() =>
        Assert.Equal(
            ["default_external: Expected nothing, because on_missing is not DEFAULT."],
            SampleRows.FaultsOf(SampleRows.Set with { OnMissing = MissingCode.PassThrough, DefaultExternal = "EA" }));

    [Fact]
    public void Transform_WithNeitherText_IsAFault()
    {
        var transform = SampleRows.Transform with { Code = "OTHER", Published = null, PublishedVersion = 0 };

        Assert.Equal([": Expected a published text or a draft, found neither."], SampleRows.FaultsOf(transform));
    }

    [Fact]
    public void Transform_PublishedVersionWithoutText_IsAFault()
    {
        var transform = SampleRows.Transform with { Code = "OTHER", Published = null, Draft = "{}" };

        Assert.Equal(
            ["published_version: Expected 0 without a published text and 1 or more with one, found 1."], SampleRows.FaultsOf(transform));
    }

    [Fact]
    public void ApiKey_Faults_DoNotShowTheHash()
    {
        var key = SampleRows.ApiKey with { Id = "k1", SecretHash = "ABC", Scopes = [], Systems = ["SAB"] };

        Assert.Equal(
            [
                "id: Expected a code (1 to 64 of A-Z, 0-9, '_', '.', '-', starting with a letter or digit), found 'k1'.",
                "secret_hash: Expected a SHA-256 in lower-case hex (64 digits).",
                "scopes: Expected at least one scope, found none.",
                "systems[0]: There is no system 'SAB'. Did you mean 'SAP'?",
            ],
            SampleRows.FaultsOf(key));
    }
}
