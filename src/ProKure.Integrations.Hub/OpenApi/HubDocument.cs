using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.OpenApi;

/// <summary>The document as a whole: title, how to show a key.</summary>
internal sealed class HubDocument : IOpenApiDocumentTransformer
{
    public const string BearerScheme = "bearer";
    public const string HeaderScheme = "api_key";

    private const string Introduction = """
        Runs calls to external systems, configured rather than coded, and keeps a complete record of every exchange.

        Every error is `application/problem+json` (RFC 9457) with a stable `type`. Names are snake_case, times UTC in ISO 8601, durations texts such as `5s`.
        Configuration is changed with optimistic concurrency: read the ETag, send it back in If-Match.
        """;

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "ProKure Integration Hub",
            Version = "v1",
            Description = Introduction,
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };

        // Clients call the host that gave them the document.
        document.Servers = [];
        var components = document.Components ??= new OpenApiComponents();
        components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "pk_ID_SECRET",
                Description = $"An API key. Scopes: {string.Join(", ", Scopes.All)}.",
            },
            [HeaderScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-API-Key",
                Description = "The same key, for clients that cannot set Authorization.",
            },
        };
        return Task.CompletedTask;
    }
}

/// <summary>Values that are texts of a certain form in JSON.</summary>
internal sealed class WireTextSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var underlying = Nullable.GetUnderlyingType(type) ?? type;
        if (context.JsonTypeInfo.Options.GetTypeInfo(underlying).Converter is Api.Json.IWireText text)
        {
            schema.Type = underlying == type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Pattern = null;
            schema.Format = underlying == typeof(DateTimeOffset) ? "date-time" : underlying == typeof(Uri) ? "uri" : null;
            schema.Description ??= underlying == typeof(TimeSpan) ? $"{char.ToUpperInvariant(text.Form[0])}{text.Form[1..]}." : null;
            if (text.Members is { } members)
                schema.Enum = [.. members.Select(member => (JsonNode)member)];
        }
        else if (underlying.Name.EndsWith("Request", StringComparison.Ordinal))
        {
            schema.AdditionalPropertiesAllowed = false;
        }

        return Task.CompletedTask;
    }
}
