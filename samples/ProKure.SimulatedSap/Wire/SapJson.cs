using System.Text.Json.Serialization;

namespace ProKure.Samples.Sap.Wire;

/// <summary>The JSON of SAP's side: names as written in the types, absent values left out.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(PurchaseOrderRequest))]
[JsonSerializable(typeof(List<ItemWire>))]
[JsonSerializable(typeof(PurchaseOrderAnswer))]
[JsonSerializable(typeof(PurchaseOrderListAnswer))]
[JsonSerializable(typeof(ReturnAnswer))]
[JsonSerializable(typeof(SecretAnswer))]
[JsonSerializable(typeof(ODataErrorDocument))]
internal sealed partial class SapJson : JsonSerializerContext;
