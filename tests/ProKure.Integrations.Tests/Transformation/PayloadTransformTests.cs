using System.Buffers;
using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Transformation;
using ProKure.Jsonata;

namespace ProKure.Integrations.Tests.Transformation;

public sealed class PayloadTransformTests
{
    private const string Order = """
        { "po_number": "PO-4711", "vendor": { "name": "Nordwind", "external_code": "V-100045" },
          "items": [ { "item_code": "MAT-1001", "quantity": 10 }, { "item_code": "MAT-2002", "quantity": 2.50 } ] }
        """;

    private const string Expected =
        """{"PurchaseOrder":{"VendorCode":"V-100045","Items":[{"Material":"MAT-1001","Qty":10},{"Material":"MAT-2002","Qty":2.50}]}}""";

    [Theory]
    [InlineData("""
        { "PurchaseOrder": { "VendorCode": vendor.external_code,
                             "Items": items.{ "Material": item_code, "Qty": quantity } } }
        """)]
    [InlineData("""
        { "request_transform": { "PurchaseOrder": { "VendorCode": vendor.external_code,
                                                    "Items": items.{ "Material": item_code, "Qty": quantity } } } }
        """)]
    [InlineData("""
        { "PurchaseOrder": { "VendorCode": $.vendor.external_code,
                             "Items": $.items.{ "Material": $.item_code, "Qty": $.quantity } } }
        """)]
    [InlineData("""
        {'response_transform': {"PurchaseOrder": {"VendorCode": $.vendor.external_code, "Items": $.items.{"Material": item_code, "Qty": quantity}}}}
        """)]
    public void TryApply_EveryWrittenForm_GivesTheSameOrder(string mapping) => Assert.Equal(Expected, Apply(mapping, Order));

    [Fact]
    public void TryApply_WrapperWithASecondKey_IsAnObjectLikeAnyOther() =>
        Assert.Equal("""{"request_transform":{"a":1},"b":2}""", Apply("""{ "request_transform": { "a": 1 }, "b": 2 }""", "{}"));

    [Fact]
    public void TryApply_WrapperWithinAnExpression_IsKept() =>
        Assert.Equal("""{"x":{"request_transform":1}}""", Apply("""{ "x": { "request_transform": 1 } }""", "{}"));

    [Fact]
    public void TryApply_LongIdsAndAmounts_ArriveDigitForDigit() =>
        Assert.Equal(
            """{"id":12345678901234567890,"amount":1250.00,"tiny":1e-400}""",
            Apply("""{ "id": id, "amount": amount, "tiny": tiny }""", """{"id":12345678901234567890,"amount":1250.00,"tiny":1e-400}"""));

    [Fact]
    public void TryApply_Codes_AreMappedBothWays() =>
        Assert.Equal(
            """{"unit":"EA","back":"PCE","number":"1000"}""",
            Apply("""{ "unit": $externalCode("UOM", unit), "back": $internalCode("UOM", "EA"), "number": $externalCode("COMPANY", 7), "none": $externalCode("UOM", nothing) }""", """{"unit":"PCE"}"""));

    [Fact]
    public void TryApply_MissingCode_SaysWhichAndWhere()
    {
        var fault = Assert.Throws<JsonataException>(() => Apply("""items.$externalCode("UOM", uom)""", """{"items":[{"uom":"PCE"},{"uom":"FURLONG"}]}"""));

        Assert.Equal((MappingLanguage.MissingCode, 20), (fault.Code, fault.Position));
        Assert.Equal("Code mapping set UOM of system SAP has no external code for 'FURLONG'.", fault.Message);
    }

    [Fact]
    public void TryApply_FaultInTheWrappedForm_IsPlacedInTheTextAsWritten()
    {
        const string Mapping = """{ "request_transform": { "a": 1 + "x" } }""";

        var fault = Assert.Throws<JsonataException>(() => Apply(Mapping, "{}"));

        Assert.Equal(Mapping.IndexOf('+', StringComparison.Ordinal) + 1, fault.Position);
    }

    [Fact]
    public void TryApply_FaultHalfWay_WritesNothing()
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.Throws<JsonataException>(() => PayloadTransform.Compile("""{ "good": 1, "bad": 1 + "x" }""").TryApply("{}"u8, output, Evaluation(), TestContext.Current.CancellationToken));

        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Compile_NoJsonata_SaysWhere()
    {
        var fault = Assert.Throws<JsonataException>(() => PayloadTransform.Compile("""{ "request_transform": { "a": } }"""));

        Assert.NotNull(fault.Position);
    }

    private static string Apply(string mapping, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(PayloadTransform.Compile(mapping).TryApply(Encoding.UTF8.GetBytes(payload), output, Evaluation(), TestContext.Current.CancellationToken));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static JsonataEvaluation Evaluation() => MappingLanguage.EvaluationFor(
        new CodeMappings("SAP",
        [
            new CodeMappingSetConfig { SystemCode = "SAP", Code = "UOM", Mappings = [new("PCE", "EA")] },
            new CodeMappingSetConfig { SystemCode = "SAP", Code = "COMPANY", Mappings = [new("7", "1000")] },
        ]),
        TimeProvider.System);
}
