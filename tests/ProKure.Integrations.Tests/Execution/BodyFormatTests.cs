using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Samples.Sap.Recording;

namespace ProKure.Integrations.Tests.Execution;

/// <summary>The forms of bodies over real HTTP: what arrives there, what comes back, what is recorded.</summary>
public sealed class BodyFormatTests : IClassFixture<PipelineFixture>
{
    private const string SoapTransform =
        """{ "@xmlns:po": "urn:sap:purchase-order", "Body": { "po:PurchaseOrderCreateRequest": { "VendorCode": vendor, "Reference": po_number, "Item": items.{ "Material": item_code } } } }""";

    private readonly PipelineFixture _fixture;

    public BodyFormatTests(PipelineFixture fixture)
    {
        _fixture = fixture;
        fixture.OnArrival = null;
    }

    [Theory]
    [InlineData(SoapVersion.Soap11, "text/xml; charset=utf-8")]
    [InlineData(SoapVersion.Soap12, "application/soap+xml; charset=utf-8; action=\"urn:sap:purchase-order:create\"")]
    public async Task Soap_GoodOrder_GivesTheMappedConfirmation(SoapVersion version, string contentType)
    {
        RecordedRequest? seen = null;
        _fixture.OnArrival = request => Task.FromResult(seen = request);

        var result = await RunAsync(Soap(version), Order("MAT-1", "MAT-2"));

        Assert.Equal((LogStatus.Success, null), (result.Status, result.Failure?.Message));
        Assert.Matches("""^\{"po_number":"45\d{8}","lines":\["10","20"\]\}$""", Text(result.Response));
        Assert.Equal(contentType, seen!.Headers["Content-Type"]);
        Assert.Equal(version == SoapVersion.Soap11 ? "\"urn:sap:purchase-order:create\"" : null, seen.Headers.GetValueOrDefault("SOAPAction"));
    }

    [Theory]
    [InlineData(SoapVersion.Soap11, "MAT-BLOCKED", 500, "soap-env:Server: Material MAT-BLOCKED is blocked for procurement (06/017)")]
    [InlineData(SoapVersion.Soap11, "MAT-BLOCKED-200", 200, "soap-env:Server: Material MAT-BLOCKED-200 is blocked for procurement (06/017)")]
    [InlineData(SoapVersion.Soap12, "MAT-BLOCKED", 500, "soap-env:Receiver: Material MAT-BLOCKED is blocked for procurement (06/017)")]
    public async Task Soap_Fault_IsABusinessErrorWhateverTheStatus(SoapVersion version, string material, int status, string message)
    {
        var result = await RunAsync(Soap(version), Order(material));

        Assert.Equal((LogStatus.Failed, status), (result.Status, result.ResponseStatus));
        Assert.Equal(
            (ErrorType.BusinessRule, ErrorPhase.Outcome, ErrorSide.Theirs, "SOAP_FAULT", message),
            (result.Failure!.Type, result.Failure.Phase, result.Failure.Side, result.Failure.Code, result.Failure.Message));
        Assert.Equal(message, Recorded(result).Entry.Error!.Message);
    }

    [Fact]
    public async Task Soap_FaultWithErrorMessage_SaysWhatTheEndpointWantsToRead()
    {
        var result = await RunAsync(Soap(SoapVersion.Soap11) with { ErrorMessage = "Body.Fault.faultstring" }, Order("MAT-BLOCKED"));

        Assert.Equal("Material MAT-BLOCKED is blocked for procurement (06/017)", result.Failure!.Message);
    }

    [Fact]
    public async Task Soap_PageInPlaceOfAnEnvelope_IsNoSuccess()
    {
        var result = await RunAsync(Soap(SoapVersion.Soap11) with { Path = "/echo/body", Query = Map("type", "\"text/html\"") }, Order("MAT-1"));

        Assert.Equal((ErrorType.Response, "RESPONSE_UNREADABLE"), (result.Failure!.Type, result.Failure.Code));
        Assert.StartsWith("SAP answered what cannot be read (Expected a SOAP envelope, found 'text/html'): ", result.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RequestBodyType.Form, """{"a":["1","2"],"b":"ü €"}""", """{"a":["1","2"],"b":"ü €"}""")]
    [InlineData(RequestBodyType.Xml, """{"a":{"@id":"1","b":["x","y"]}}""", """{"a":{"@id":"1","b":["x","y"]}}""")]
    [InlineData(RequestBodyType.Text, "\"Grüße\"", "\"Grüße\"")]
    [InlineData(RequestBodyType.Csv, "\"a;b\\r\\n1;2\"", "\"a;b\\r\\n1;2\"")]
    [InlineData(RequestBodyType.Binary, "\"AP8=\"", "\"AP8=\"")]
    [InlineData(RequestBodyType.Json, """{"a":1.0}""", """{"a":1.0}""")]
    public async Task EachForm_Echoed_ComesBackAsItWas(RequestBodyType type, string payload, string answer)
    {
        var result = await RunAsync(Echo with { RequestFormat = new RequestFormatConfig { Type = type } }, payload);

        Assert.Equal((LogStatus.Success, answer), (result.Status, Text(result.Response)));
    }

    [Theory]
    [InlineData(ContentCoding.Gzip)]
    [InlineData(ContentCoding.Deflate)]
    [InlineData(ContentCoding.Br)]
    public async Task Compression_BothWays_IsUndoneThereAndHere(ContentCoding coding)
    {
        RecordedRequest? seen = null;
        _fixture.OnArrival = request => Task.FromResult(seen = request);
        var payload = $$"""{"note":"{{new string('x', 10_000)}}"}""";
        var name = WireName.Of(coding).ToLowerInvariant();

        var result = await RunAsync(Echo with { RequestFormat = new RequestFormatConfig { ContentEncoding = coding }, Query = Map("encoding", $"\"{name}\"") }, payload);

        Assert.Equal((LogStatus.Success, payload), (result.Status, Text(result.Response)));
        Assert.Equal((name, "gzip, deflate, br"), (seen!.Headers["Content-Encoding"], seen.Headers["Accept-Encoding"]));
        var (entry, request, response) = Recorded(result);
        Assert.InRange(entry.RequestBytes, 1, 1_000);
        Assert.Equal((payload, payload, (long?)payload.Length), (Text(request!.Body), Text(response!.Body), entry.ResponseBytes));
        Assert.Contains(response.Headers, header => header.Name == "Content-Encoding" && header.Value == name);
    }

    [Fact]
    public async Task Compression_AnswerThatExpandsBeyondTheLimit_IsCutOff()
    {
        var payload = $$"""{"note":"{{new string('x', 2_000_000)}}"}""";

        var result = await RunAsync(Echo with { Query = Map("encoding", "\"gzip\""), MaxResponseBytes = 50_000 }, payload);

        Assert.Equal("RESPONSE_TOO_LARGE", result.Failure!.Code);
        Assert.Contains("expanded to", result.Failure.Message, StringComparison.Ordinal);
        Assert.InRange(Recorded(result).Entry.ResponseBytes!.Value, 50_001, 1_900_000);
        Assert.True(Recorded(result).Response!.IsTruncated);
    }

    [Fact]
    public async Task Compression_AnswerThatIsNotCompressedAsItSays_IsTheirFault()
    {
        var result = await RunAsync(Echo with { Path = "/echo/body", Query = Map("encoding", "\"compress\"") }, "{}");

        Assert.Equal((ErrorType.Response, ErrorPhase.Receive, ErrorSide.Theirs), (result.Failure!.Type, result.Failure.Phase, result.Failure.Side));
        Assert.Contains("the Content-Encoding 'compress' is unknown", result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charset_BothWays_IsThatOfTheOtherSide()
    {
        var endpoint = Echo with { RequestFormat = new RequestFormatConfig { Type = RequestBodyType.Csv, Charset = "ISO-8859-1" } };

        var result = await RunAsync(endpoint, "\"Größe;£\"");

        Assert.Equal("\"Größe;£\"", Text(result.Response));
        var (entry, request, response) = Recorded(result);
        Assert.Equal((7, 7L), (entry.RequestBytes, entry.ResponseBytes));
        Assert.Equal(("Größe;£", "Größe;£"), (Text(request!.Body), Text(response!.Body)));
    }

    [Fact]
    public async Task Body_ThatCannotBeWritten_IsNotSent()
    {
        var before = _fixture.Sap.Requests.Counts.Total;

        var result = await RunAsync(Echo with { RequestFormat = new RequestFormatConfig { Type = RequestBodyType.Xml } }, """{"a":1,"b":2}""");

        Assert.Equal(
            (ErrorType.Transform, ErrorPhase.Transform, ErrorSide.Configuration, "BODY_SHAPE", true),
            (result.Failure!.Type, result.Failure.Phase, result.Failure.Side, result.Failure.Code, result.Failure.CertainlyNotReceived));
        Assert.Equal(before, _fixture.Sap.Requests.Counts.Total);
    }

    [Theory]
    [InlineData("text/html", RequestBodyType.Multipart, """{"a":"b"}""", ResponseBodyType.Auto, "SAP did not answer in the form that the success rule and the response transform are written for: --prokure-")]
    [InlineData("application/xml", RequestBodyType.Binary, "\"PGEvPg==\"", ResponseBodyType.Auto, "SAP did not answer in the form that the success rule and the response transform are written for: <a/>")]
    [InlineData("text/html", RequestBodyType.Binary, "\"PGEvPg==\"", ResponseBodyType.Json, "SAP says that it answers JSON, but does not: <a/>")]
    public async Task Answer_OfOtherFormThanTheRuleIsWrittenFor_IsNoSuccess(
        string type, RequestBodyType request, string payload, ResponseBodyType response, string message)
    {
        var endpoint = Echo with
        {
            RequestFormat = new RequestFormatConfig { Type = request },
            ResponseFormat = new ResponseFormatConfig { Type = response },
            Query = Map("type", $"\"{type}\""),
            SuccessRule = """$not("E" in messages.type)""",
        };

        var result = await RunAsync(endpoint, payload);

        Assert.Equal((ErrorType.Response, "RESPONSE_NOT_JSON"), (result.Failure!.Type, result.Failure.Code));
        Assert.StartsWith(message, result.Failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A password in any form is neither stored with the request nor with the answer, which is an echo here.</summary>
    [Theory]
    [InlineData(RequestBodyType.Json, null, ContentCoding.Identity, """{"user":"anna","password":"tops3cret-4711"}""")]
    [InlineData(RequestBodyType.Form, null, ContentCoding.Identity, """{"user":"anna","password":"tops3cret-4711"}""")]
    [InlineData(RequestBodyType.Form, "windows-1252", ContentCoding.Gzip, """{"user":"anna","password":"tops3cret-4711"}""")]
    [InlineData(RequestBodyType.Multipart, null, ContentCoding.Identity, """{"user":"anna","password":"tops3cret-4711"}""")]
    [InlineData(RequestBodyType.Multipart, null, ContentCoding.Identity, """{"user":"anna","password":{"content":"tops3cret-4711","content_type":"text/plain"}}""")]
    [InlineData(RequestBodyType.Xml, null, ContentCoding.Br, """{"login":{"@user":"anna","@password":"tops3cret-4711"}}""")]
    [InlineData(RequestBodyType.Xml, "utf-16", ContentCoding.Identity, """{"login":{"user":"anna","password":"tops3cret-4711"}}""")]
    [InlineData(RequestBodyType.Soap, null, ContentCoding.Identity,
        """{"@xmlns:w":"urn:w","Header":{"w:Security":{"w:Username":"anna","w:Password":"tops3cret-4711"}},"Body":{"w:Ping":""}}""")]
    [InlineData(RequestBodyType.Text, null, ContentCoding.Identity, "\"user=anna password=tops3cret-4711\"")]
    public async Task Password_InAnyForm_IsNotStored(RequestBodyType type, string? charset, ContentCoding coding, string payload)
    {
        var format = new RequestFormatConfig { Type = type, Charset = charset, ContentEncoding = coding };

        var result = await RunAsync(Echo with { RequestFormat = format }, payload);

        var (entry, request, response) = Recorded(result);
        Assert.All([Text(request!.Body), Text(response!.Body)], stored =>
        {
            Assert.Contains("anna", stored, StringComparison.Ordinal);
            Assert.Contains("[REDACTED]", stored, StringComparison.Ordinal);
            Assert.DoesNotContain("tops3cret", stored, StringComparison.Ordinal);
        });
        Assert.NotEmpty(entry.RedactedFields);
    }

    private static readonly EndpointConfig Echo = new() { SystemCode = "SAP", Code = "FORMAT", Method = "POST", Path = "/echo/body" };

    private static EndpointConfig Soap(SoapVersion version) => Echo with
    {
        Path = "/sap/bc/srt/purchase-order",
        RequestTransform = "SOAP_REQUEST",
        ResponseTransform = "SOAP_RESPONSE",
        RequestFormat = new RequestFormatConfig { Type = RequestBodyType.Soap },
        ResponseFormat = new ResponseFormatConfig { XmlNames = XmlNames.Local },
        Soap = new SoapConfig { Version = version, Action = "urn:sap:purchase-order:create" },
    };

    private static string Order(params string[] materials) =>
        $$"""{"vendor":"V-1","po_number":"PO-4711","items":[{{string.Join(',', materials.Select(material => $$"""{"item_code":"{{material}}"}"""))}}]}""";

    private Task<InvocationResult> RunAsync(EndpointConfig endpoint, string payload)
    {
        var configuration = PipelineFixture.Configuration(_fixture.Sap.BaseUrl);
        return _fixture.RunAsync(
            configuration with
            {
                Endpoints = configuration.Endpoints.Add(PipelineFixture.Stored(endpoint)),
                Transforms =
                [
                    .. configuration.Transforms,
                    PipelineFixture.Stored(new TransformConfig { SystemCode = "SAP", Code = "SOAP_REQUEST", PublishedVersion = 1, Published = SoapTransform }),
                    PipelineFixture.Stored(new TransformConfig
                    {
                        SystemCode = "SAP", Code = "SOAP_RESPONSE", PublishedVersion = 1,
                        Published = """Body.PurchaseOrderCreateConfirmation.{ "po_number": PurchaseOrder, "lines": [Item.`@line`] }""",
                    }),
                ],
            },
            PipelineFixture.Invocation("FORMAT", payload));
    }

    private LogDocument Recorded(InvocationResult result) => _fixture.Log.Documents.Single(d => d.Entry.RequestId == result.RequestId);

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Map(string name, string expression) =>
        System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add(name, expression);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
