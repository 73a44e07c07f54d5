using System.Text.Json.Serialization;

namespace ProKure.Samples.Sap.Wire;

/// <summary>The error document of SAP Gateway (OData version 2).</summary>
internal sealed record ODataErrorDocument([property: JsonPropertyName("error")] ODataError Error);

internal sealed record ODataError(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] ErrorMessage Message,
    [property: JsonPropertyName("innererror")] InnerError InnerError);

internal sealed record ErrorMessage(
    [property: JsonPropertyName("lang")] string Lang,
    [property: JsonPropertyName("value")] string Value);

internal sealed record InnerError(
    [property: JsonPropertyName("application")] ErrorApplication Application,
    [property: JsonPropertyName("transactionid")] string TransactionId,
    [property: JsonPropertyName("timestamp")] string Timestamp,
    [property: JsonPropertyName("errordetails")] IReadOnlyList<ErrorDetail> ErrorDetails);

internal sealed record ErrorApplication(
    [property: JsonPropertyName("component_id")] string ComponentId,
    [property: JsonPropertyName("service_namespace")] string ServiceNamespace,
    [property: JsonPropertyName("service_id")] string ServiceId,
    [property: JsonPropertyName("service_version")] string ServiceVersion);

internal sealed record ErrorDetail(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("propertyref")] string PropertyRef,
    [property: JsonPropertyName("severity")] string Severity = "error");
