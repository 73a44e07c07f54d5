using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration.Validation;

public sealed class EndpointSectionChecksTests
{
    private static readonly EndpointConfig List = SampleRows.Endpoint with
    {
        Method = "GET",
        Pagination = new PaginationConfig { Style = PaginationStyle.Link, Items = "d.results", Next = "d.__next" },
    };

    [Fact]
    public void Sections_OfEveryGoodForm_AreFine() => Assert.All(
        [
            List,
            List with { Pagination = List.Pagination! with { Next = null } },
            List with { Pagination = List.Pagination! with { Style = PaginationStyle.PageNumber, Parameter = "page", Next = null, FirstPage = 0 } },
            List with { Pagination = List.Pagination! with { Style = PaginationStyle.Cursor, Parameter = "$skiptoken" } },
            SampleRows.Endpoint with { RequestFormat = new RequestFormatConfig { Type = RequestBodyType.Soap }, Soap = new SoapConfig { Action = "urn:sap:create" } },
            SampleRows.Endpoint with { RequestFormat = new RequestFormatConfig { Type = RequestBodyType.Xml, ContentType = "application/vnd.sap+xml", Charset = "windows-1252" } },
            SampleRows.Endpoint with { ResponseFormat = new ResponseFormatConfig { Type = ResponseBodyType.Text, Charset = "UTF-16" } },
            SampleRows.Endpoint with { Csrf = new CsrfConfig { Path = "/sap/opu/odata/" } },
            SampleRows.Endpoint with { Priority = 9, OrderByEntity = new EntityOrderConfig { Key = "po_number" } },
        ],
        endpoint => Assert.Empty(SampleRows.FaultsOf(endpoint)));

    [Fact]
    public void Formats_WithFaults_AreAllReported() => Assert.Equal(
        [
            "request_format.content_type: Expected a media type without parameters, such as application/vnd.sap+xml, found 'text/xml; charset=utf-8'.",
            "request_format.charset: Expected none with BINARY: bytes are sent as they are.",
            "response_format.charset: Expected a charset such as UTF-8, ISO-8859-1, windows-1252 or UTF-16, found 'latin'.",
            "soap: Expected none, because request_format.type is BINARY and not SOAP.",
            "soap.action: Expected a URI of printable ASCII without spaces, quotes and backslashes, found 'a\\u000d\\u000aX-Evil: 1'.",
            "csrf.path: Expected a path that starts with one '/', found 'odata?x'.",
            "csrf.path: Expected no '?' in the path; parameters belong to the endpoint's query.",
        ],
        SampleRows.FaultsOf(SampleRows.Endpoint with
        {
            RequestFormat = new RequestFormatConfig { Type = RequestBodyType.Binary, ContentType = "text/xml; charset=utf-8", Charset = "utf-8" },
            ResponseFormat = new ResponseFormatConfig { Charset = "latin" },
            Soap = new SoapConfig { Action = "a\r\nX-Evil: 1" },
            Csrf = new CsrfConfig { Path = "odata?x" },
        }));

    [Fact]
    public void Order_WithFaults_IsReported()
    {
        var faults = SampleRows.FaultsOf(SampleRows.Endpoint with { Priority = 10, OrderByEntity = new EntityOrderConfig { Key = "po_(", AfterDeadLetter = (AfterDeadLetter)7 } });

        Assert.Equal("priority: Expected 1 to 9 (1 first), found 10.", faults[0]);
        Assert.StartsWith("order_by_entity.key: ", faults[1], StringComparison.Ordinal);
        Assert.StartsWith("order_by_entity.after_dead_letter: ", faults[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Pagination_WithFaults_AreAllReported() => Assert.Equal(
        [
            "pagination: Expected none, because the method is 'POST'; only GET may be sent again for every page.",
            "pagination.items: Expected a JSONata expression, found nothing.",
            "pagination.next: Expected a JSONata expression that gives the next cursor, because style is CURSOR.",
            "pagination.parameter: Expected a query parameter's name, found nothing.",
            "pagination.first_page: Expected 0 to 1000000 as the first page's number, found -1.",
            "pagination.max_pages: Expected 1 to 10000 pages, found 0.",
            "pagination.max_bytes: Expected 1 to 1073741824 bytes, found 0.",
        ],
        SampleRows.FaultsOf(SampleRows.Endpoint with
        {
            Pagination = new PaginationConfig { Style = PaginationStyle.Cursor, Items = " ", FirstPage = -1, MaxPages = 0, MaxBytes = 0 },
        }));

    [Theory]
    [InlineData(PaginationStyle.Link, "page", "Expected none, because style is LINK: the link says it all.")]
    [InlineData(PaginationStyle.PageNumber, "expand", "The parameter 'expand' stands in query already; pagination sets it.")]
    public void Parameter_ThatCannotBe_IsAFault(PaginationStyle style, string parameter, string message) => Assert.Equal(
        [$"pagination.parameter: {message}"], SampleRows.FaultsOf(List with { Pagination = List.Pagination! with { Style = style, Parameter = parameter } }));
}
