using ProKure.Integrations.Configuration;
using ProKure.Integrations.Tests.Configuration.Files;

namespace ProKure.Integrations.Tests.Configuration.Validation;

public sealed class ExpressionChecksTests
{
    [Theory]
    [InlineData("$externalCode(\"UOM\", uom)")]
    [InlineData("{ \"request_transform\": { \"a\": $.vendor.external_code } }")]
    [InlineData("items[quantity > 0].{ \"Qty\": quantity }")]
    public void Expression_InTheMappingLanguage_IsFine(string expression) =>
        Assert.Empty(SampleRows.FaultsOf(SampleRows.Endpoint with { SuccessRule = expression }));

    [Theory]
    [InlineData("{ \"Unit\": $externalCod(\"UOM\", uom) }", 10, "There is no variable or function '$externalCod'. Did you mean '$externalCode'?")]
    [InlineData("( $total := $sum(items.price); $totl > 0 )", 31, "There is no variable or function '$totl'. Did you mean '$total'?")]
    [InlineData("$contxt.entity_id", 0, "There is no variable or function '$contxt'. Did you mean '$context'?")]
    [InlineData("$unheardOf", 0, "There is no variable or function '$unheardOf'.")]
    public void Expression_WithANameThatNobodyBinds_IsAFaultWithPosition(string expression, int position, string message)
    {
        var endpoint = SampleRows.Endpoint with { Query = SampleRows.Map(("expand", expression)) };
        var others = SampleRows.All.Where(row => row.Key != endpoint.Key);

        var fault = Assert.Single(ConfigurationValidator.Validate(HubConfiguration.Empty, [.. others, endpoint]));

        Assert.Equal(("query.expand", position, message), (fault.Path, fault.Position, fault.Message));
    }

    [Theory]
    [InlineData("$context.keys.plant")]
    [InlineData("$headers.etag & $status")]
    [InlineData("($f := function($x) { $x + 1 }; $f(1) ~> $string)")]
    public void Expression_WithNamesThatAreBound_IsFine(string expression) => Assert.Empty(SampleRows.FaultsOf(SampleRows.Endpoint with { SuccessRule = expression }));

    [Theory]
    [InlineData("a ) b", 2)]
    [InlineData("{ \"a\": b", 8)]
    [InlineData("\"open", 5)]
    public void Expression_ThatDoesNotCompile_IsAFaultWithPosition(string expression, int position)
    {
        var endpoint = SampleRows.Endpoint with { Query = SampleRows.Map(("expand", expression)) };
        var others = SampleRows.All.Where(row => row.Key != endpoint.Key);

        var fault = Assert.Single(ConfigurationValidator.Validate(HubConfiguration.Empty, [.. others, endpoint]));

        Assert.Equal(("query.expand", position), (fault.Path, fault.Position));
        Assert.StartsWith("Not JSONata: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expression_TooLong_IsAFault() =>
        Assert.Equal(
            ["success_rule: Expected a JSONata expression of at most 262144 characters, found 262145."],
            SampleRows.FaultsOf(SampleRows.Endpoint with { SuccessRule = new string(' ', 262_144) + "a" }));

    [Fact]
    public void Expressions_OfEveryKindInAFile_AreFaultsAtTheCharacter() =>
        Assert.Equal(
            [
                "sap.yaml:10:22: transforms.T.jsonata",
                "sap.yaml:16:33: endpoints.E.path_parameters.id",
                "sap.yaml:17:17: endpoints.E.query.q",
                "sap.yaml:19:14: endpoints.E.headers.X-A",
                "sap.yaml:21:10: endpoints.E.success_rule",
                "sap.yaml:23:20: endpoints.E.error_message",
            ],
            Reading.FaultsOf(Reading.System + """
                transforms:
                  T:
                    jsonata: |

                      {
                        "Reference": ) po_number
                      }
                endpoints:
                  E:
                    method: GET
                    path: /{id}
                    path_parameters: { id: 'a + ) b' }
                    query: { q: "\x61 ) b" }
                    headers:
                      X-A: a ) b
                    success_rule: |-
                       a ) b
                    request_transform: T
                    error_message: >
                       a ) b
                """).Select(fault => fault[..fault.IndexOf(": Not JSONata", StringComparison.Ordinal)]).ToArray());

    [Fact]
    public void CodeMappingSets_ThatDoNotExist_AreFaultsWhereTheyAreNamed() =>
        Assert.Equal(
            [
                "sap.yaml:10:28: transforms.T.jsonata: There is no code mapping set 'UOMS' in system 'SAP'. Did you mean 'UOM'?",
                "sap.yaml:15:34: endpoints.E.success_rule: There is no code mapping set 'COMPANY' in system 'SAP'.",
            ],
            Reading.FaultsOf(Reading.System + """
                code_mapping_sets:
                  UOM: { mappings: { PCE: EA } }
                transforms:
                  T:
                    jsonata: |
                      items[$externalCode("UOMS", $externalCode("UOM", uom)) = "EA"].x
                endpoints:
                  E:
                    method: POST
                    path: /
                    success_rule: $internalCode('COMPANY', d) = $internalCode(set, d)
                    request_transform: T
                """));
}
