using System.Xml;
using System.Xml.Linq;
using ProKure.Samples.Sap.Recording;
using ProKure.Samples.Sap.Wire;

namespace ProKure.Samples.Sap.Soap;

/// <summary>The same service as a SOAP operation, in the version of the request: <c>PurchaseOrderCreateRequest</c>, answered by a confirmation or by a fault.</summary>
internal static class SoapRoutes
{
    public const string Path = "/sap/bc/srt/purchase-order";
    public const string Action = "urn:sap:purchase-order:create";

    private const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Soap12 = "http://www.w3.org/2003/05/soap-envelope";

    private static readonly XNamespace Messages = "urn:sap:purchase-order";

    public static void MapSoap(this IEndpointRouteBuilder routes, RequestRecorder recorder) => routes.MapPost(Path, recorder.Around("SOAP_CREATE", CreateAsync));

    private static async Task CreateAsync(SapExchange exchange)
    {
        XElement? envelope;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(exchange.Body.ToArray()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            envelope = XDocument.Load(reader).Root;
        }
        catch (XmlException fault)
        {
            await WriteFaultAsync(exchange, Soap11, "Client", $"The request is no XML: {fault.Message}", StatusCodes.Status500InternalServerError);
            return;
        }

        var soap = envelope?.Name.NamespaceName is Soap12 ? Soap12 : Soap11;
        var request = envelope?.Element(XName.Get("Body", soap))?.Element(Messages + "PurchaseOrderCreateRequest");
        if (request is null)
        {
            await WriteFaultAsync(exchange, soap, "Client", "Expected PurchaseOrderCreateRequest in the body", StatusCodes.Status500InternalServerError);
            return;
        }

        if (ActionOf(exchange, soap) is not Action and var action)
        {
            await WriteFaultAsync(exchange, soap, "Client", $"Expected the action {Action}, got '{action}'", StatusCodes.Status500InternalServerError);
            return;
        }

        var materials = request.Elements("Item").Select(item => (string?)item.Element("Material") ?? "").ToList();
        var blocked = materials.Find(material => material.StartsWith("MAT-BLOCKED", StringComparison.Ordinal));
        if (blocked is not null)
        {
            // Some systems send their faults with 200.
            var status = blocked == "MAT-BLOCKED-200" ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
            await WriteFaultAsync(exchange, soap, "Server", $"Material {blocked} is blocked for procurement (06/017)", status);
            return;
        }

        var order = new PurchaseOrderBody(
            (string?)request.Element("VendorCode") ?? "", null, (string?)request.Element("Reference"), null, [.. materials.Select(material => new ItemBody(material, 1, null))]);
        var created = exchange.State.PurchaseOrders.Create(order, exchange.IdempotencyKey).Order;
        await WriteAsync(exchange, soap, StatusCodes.Status200OK, new XElement(
            Messages + "PurchaseOrderCreateConfirmation",
            new XAttribute(XNamespace.Xmlns + "ns1", Messages.NamespaceName),
            new XElement("PurchaseOrder", created.Number),
            new XElement("Status", created.Status),
            request.Elements("Item").Select((item, i) => new XElement("Item", new XAttribute("line", (i + 1) * 10), item.Elements("Material")))));
    }

    private static string? ActionOf(SapExchange exchange, string soap)
    {
        if (soap == Soap11)
            return exchange.Http.Request.Headers["SOAPAction"].ToString().Trim('"');
        return System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(exchange.Http.Request.ContentType, out var type)
            ? type.Parameters.FirstOrDefault(parameter => parameter.Name == "action")?.Value?.Trim('"')
            : null;
    }

    private static Task WriteFaultAsync(SapExchange exchange, string soap, string code, string reason, int status)
    {
        XNamespace ns = soap;
        var fault = soap == Soap11
            ? new XElement(ns + "Fault", new XElement("faultcode", $"soap-env:{code}"), new XElement("faultstring", reason))
            : new XElement(
                ns + "Fault",
                new XElement(ns + "Code", new XElement(ns + "Value", code == "Server" ? "soap-env:Receiver" : "soap-env:Sender")),
                new XElement(ns + "Reason", new XElement(ns + "Text", new XAttribute(XNamespace.Xml + "lang", "en"), reason)));
        return WriteAsync(exchange, soap, status, fault);
    }

    private static Task WriteAsync(SapExchange exchange, string soap, int status, XElement content)
    {
        XNamespace ns = soap;
        var envelope = new XElement(ns + "Envelope", new XAttribute(XNamespace.Xmlns + "soap-env", soap), new XElement(ns + "Header"), new XElement(ns + "Body", content));
        var contentType = soap == Soap11 ? "text/xml; charset=utf-8" : "application/soap+xml; charset=utf-8";
        return exchange.WriteTextAsync(status, contentType, envelope.ToString());
    }
}
