using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ProKure.Integrations.Hub.Security;
using Scalar.AspNetCore;

namespace ProKure.Integrations.Hub.OpenApi;

/// <summary>The API's description: the document at <c>/openapi/v1.json</c> and the page at <c>/scalar</c>, which needs no other host.</summary>
internal static class ApiReference
{
    private const string Document = "v1";
    private const string DocumentPath = "/openapi/v1.json";

    public static IServiceCollection AddApiReference(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.AddDocumentTransformer<HubDocument>();
        options.AddOperationTransformer<HubOperations>();
        options.AddSchemaTransformer<WireTextSchemas>();
    });

    public static void MapApiReference(this IEndpointRouteBuilder routes)
    {
        // Routes do not change while the hub runs: the document is made once.
        var provider = routes.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Document);
        var json = new Lazy<Task<string>>(async () =>
        {
            var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
            return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        });
        routes.MapGet(DocumentPath, async () => TypedResults.Text(await json.Value, "application/json", Encoding.UTF8))
            .AllowWithoutKey()
            .ExcludeFromDescription();
        routes.MapGroup("").AllowWithoutKey().MapScalarApiReference("/scalar", options => options
            .WithTitle("ProKure Integration Hub")
            .AddDocument(Document, routePattern: DocumentPath)
            .AddPreferredSecuritySchemes(HubDocument.BearerScheme)

            // What belongs to the vendor's cloud, or would fetch from it.
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools()
            .HideClientButton());
    }
}
