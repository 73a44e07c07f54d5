using System.Text.Json.Serialization;
using ProKure.Samples.Sap.PurchaseOrders;
using ProKure.Samples.Sap.Recording;

namespace ProKure.Samples.Sap.Control;

internal sealed record EchoAnswer(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body);

internal sealed record HealthAnswer(string Status);

/// <summary>What the simulator has seen: exact counts, and the latest requests, oldest first.</summary>
internal sealed record RequestsAnswer(RequestCounts Counts, IReadOnlyList<RecordedRequest> Requests);

/// <summary>What the simulator has created: exact counts, references created more than once, and the latest orders, oldest first.</summary>
internal sealed record PurchaseOrdersAnswer(
    PurchaseOrderCounts Counts, IReadOnlyList<DuplicateReference> Duplicates, IReadOnlyList<StoredPurchaseOrder> PurchaseOrders);

internal sealed record ControlFault(string Error);

/// <summary>The JSON of the simulator's own routes: snake_case, absent values as null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EchoAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(RequestsAnswer))]
[JsonSerializable(typeof(PurchaseOrdersAnswer))]
[JsonSerializable(typeof(ControlFault))]
internal sealed partial class ControlJson : JsonSerializerContext;
