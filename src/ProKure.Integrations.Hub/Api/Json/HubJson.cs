using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Invoke;
using ProKure.Integrations.Hub.Api.Logs;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Retention;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.Health;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.Integrations.Hub.Api.Json;

/// <summary>Everything that goes over the wire, with serializers made at build time: snake_case, enums by their wire names, times in UTC, durations as text.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    Converters =
    [
        typeof(DurationConverter), typeof(SecretTextConverter), typeof(UtcTimeConverter), typeof(UrlConverter), typeof(WireNameConverter<AfterDeadLetter>), typeof(WireNameConverter<Backoff>), typeof(WireNameConverter<BodyFormat>), typeof(WireNameConverter<CircuitState>),
        typeof(WireNameConverter<ApiKeyPlace>), typeof(WireNameConverter<BinaryText>), typeof(WireNameConverter<CredentialTestPart>), typeof(WireNameConverter<CredentialType>), typeof(WireNameConverter<HmacAlgorithm>), typeof(WireNameConverter<HmacKeyForm>),
        typeof(WireNameConverter<HmacPreset>), typeof(WireNameConverter<JwtAlgorithm>), typeof(WireNameConverter<Oauth2ClientAuth>), typeof(WireNameConverter<RotationState>), typeof(WireNameConverter<SealedKind>),
        typeof(WireNameConverter<ArchiveState>), typeof(WireNameConverter<CaptureLevel>), typeof(WireNameConverter<ConfigChoice>), typeof(WireNameConverter<ConfigurationKind>), typeof(WireNameConverter<ContentCoding>), typeof(WireNameConverter<DeliveryActionKind>), typeof(WireNameConverter<DeliveryState>), typeof(WireNameConverter<ErasureState>), typeof(WireNameConverter<ErrorPhase>),
        typeof(WireNameConverter<ErrorSide>), typeof(WireNameConverter<ErrorType>), typeof(WireNameConverter<Idempotency>), typeof(WireNameConverter<InvokeMode>),
        typeof(WireNameConverter<LogDirection>), typeof(WireNameConverter<LogStatus>), typeof(WireNameConverter<MissingCode>), typeof(WireNameConverter<PaginationStyle>),
        typeof(WireNameConverter<PartStatus>), typeof(WireNameConverter<ReplayJobState>), typeof(WireNameConverter<RequestBodyType>), typeof(WireNameConverter<ResponseBodyType>), typeof(WireNameConverter<SoapVersion>),
        typeof(WireNameConverter<HoldKind>), typeof(WireNameConverter<RetentionRunStatus>), typeof(WireNameConverter<RetentionStore>),
        typeof(WireNameConverter<TriggeredBy>), typeof(WireNameConverter<XmlNames>),
    ])]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(AuditPageResponse))]
[JsonSerializable(typeof(ArchivedPageResponse))]
[JsonSerializable(typeof(ArchiveFilePageResponse))]
[JsonSerializable(typeof(ArchiveRestoreRequest))]
[JsonSerializable(typeof(ArchiveRestoreResponse))]
[JsonSerializable(typeof(ArchiveRunRequest))]
[JsonSerializable(typeof(ArchiveRunResponse))]
[JsonSerializable(typeof(ArchiveVerifyRequest))]
[JsonSerializable(typeof(ArchiveVerifyResponse))]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(CancelResponse))]
[JsonSerializable(typeof(CircuitActionRequest))]
[JsonSerializable(typeof(CircuitDetailResponse))]
[JsonSerializable(typeof(CodeMappingSetRequest))]
[JsonSerializable(typeof(CreatedApiKeyResponse))]
[JsonSerializable(typeof(CredentialRequest))]
[JsonSerializable(typeof(CredentialTestRequest))]
[JsonSerializable(typeof(CredentialTestResponse))]
[JsonSerializable(typeof(DeadLettersResponse))]
[JsonSerializable(typeof(DeliveryPageResponse))]
[JsonSerializable(typeof(DeliveryResponse))]
[JsonSerializable(typeof(EndpointRequest))]
[JsonSerializable(typeof(EndpointTraceRequest))]
[JsonSerializable(typeof(EndpointTraceResponse))]
[JsonSerializable(typeof(ErasurePageResponse))]
[JsonSerializable(typeof(ErasurePreviewResponse))]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(ErasureResponse))]
[JsonSerializable(typeof(HistoryResponse))]
[JsonSerializable(typeof(HoldPreviewResponse))]
[JsonSerializable(typeof(HoldScopeRequest))]
[JsonSerializable(typeof(InvokeProblemResponse))]
[JsonSerializable(typeof(InvokeRequest))]
[JsonSerializable(typeof(InvokeResponse))]
[JsonSerializable(typeof(LegalHoldPageResponse))]
[JsonSerializable(typeof(LegalHoldRequest))]
[JsonSerializable(typeof(LegalHoldResponse))]
[JsonSerializable(typeof(ListResponse<ApiKeyResponse>))]
[JsonSerializable(typeof(ListResponse<CircuitResponse>))]
[JsonSerializable(typeof(ListResponse<CodeMappingSetResponse>))]
[JsonSerializable(typeof(ListResponse<CredentialResponse>))]
[JsonSerializable(typeof(ListResponse<EndpointResponse>))]
[JsonSerializable(typeof(ListResponse<OrganizationResponse>))]
[JsonSerializable(typeof(ListResponse<RateLimitPolicyResponse>))]
[JsonSerializable(typeof(ListResponse<RetentionClassResponse>))]
[JsonSerializable(typeof(ListResponse<RetryPolicyResponse>))]
[JsonSerializable(typeof(ListResponse<SystemResponse>))]
[JsonSerializable(typeof(ListResponse<TransformResponse>))]
[JsonSerializable(typeof(LiveResponse))]
[JsonSerializable(typeof(LogDocumentResponse))]
[JsonSerializable(typeof(LogPageResponse))]
[JsonSerializable(typeof(MasterKeysResponse))]
[JsonSerializable(typeof(OrganizationRequest))]
[JsonSerializable(typeof(ProblemResponse))]
[JsonSerializable(typeof(RateLimitPolicyRequest))]
[JsonSerializable(typeof(ReadyResponse))]
[JsonSerializable(typeof(ReconciliationResponse))]
[JsonSerializable(typeof(RedactionPreviewRequest))]
[JsonSerializable(typeof(RedactionPreviewResponse))]
[JsonSerializable(typeof(RedactionScanRequest))]
[JsonSerializable(typeof(RedactionScanResponse))]
[JsonSerializable(typeof(RepeatRequest))]
[JsonSerializable(typeof(ReplayJobPageResponse))]
[JsonSerializable(typeof(ReplayJobRequest))]
[JsonSerializable(typeof(ReplayJobResponse))]
[JsonSerializable(typeof(ReplayPreviewRequest))]
[JsonSerializable(typeof(ReplayPreviewResponse))]
[JsonSerializable(typeof(ResolveRequest))]
[JsonSerializable(typeof(RetentionClassRequest))]
[JsonSerializable(typeof(RetentionRunPageResponse))]
[JsonSerializable(typeof(RetentionRunRequest))]
[JsonSerializable(typeof(RetentionRunResponse))]
[JsonSerializable(typeof(RetryPolicyRequest))]
[JsonSerializable(typeof(SystemRequest))]
[JsonSerializable(typeof(TraceResponse))]
[JsonSerializable(typeof(TransformRequest))]
[JsonSerializable(typeof(TryTransformRequest))]
[JsonSerializable(typeof(TryTransformResponse))]
internal sealed partial class HubJson : JsonSerializerContext
{
    /// <summary>Makes the host's own options the same, from which the API's description takes names and forms.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = Default.Options.PropertyNamingPolicy;
        foreach (var converter in Default.Options.Converters)
            options.Converters.Add(converter);
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
