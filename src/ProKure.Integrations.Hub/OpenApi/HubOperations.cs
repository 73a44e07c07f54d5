using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.OpenApi;

/// <summary>Completes each operation from what its route says of itself: parameters, key, problems, examples.</summary>
internal sealed class HubOperations : IOpenApiOperationTransformer
{
    private static readonly Dictionary<string, string> PathParameters = new(StringComparer.Ordinal)
    {
        ["system"] = "Code of the external system, as SAP.",
        ["endpoint"] = "Code of the endpoint, as CREATE_PO.",
        ["set"] = "Code of the code mapping set, as UOM.",
        ["transform"] = "Code of the transform, as CREATE_PO_REQUEST.",
        ["policy"] = "Code of the retry policy.",
        ["class"] = "Code of the retention class, as TEN_YEARS.",
        ["hold_id"] = "Id of the legal hold, a UUID.",
        ["run_id"] = "Id of the retention run, a UUID.",
        ["credential"] = "Code of the credential.",
        ["organization"] = "Code of the organization.",
        ["id"] = "The key's public part.",
        ["delivery_id"] = "Id of the delivery, a UUID.",
        ["job_id"] = "Id of the replay job, a UUID.",
        ["erasure_id"] = "Id of the erasure, a UUID.",
        ["request_id"] = "Id of the attempt, a UUID.",
        ["correlation_id"] = "Id of the business act.",
    };

    private static readonly ProblemType[] OfKeys =
    [
        ProblemTypes.MissingKey, ProblemTypes.WrongKey, ProblemTypes.DisabledKey, ProblemTypes.ExpiredKey, ProblemTypes.TooManyWrongKeys,
        ProblemTypes.MissingScope, ProblemTypes.SystemNotAllowed,
    ];

    private static readonly ProblemType[] OfAll = [ProblemTypes.BadRequest, ProblemTypes.HubFault, ProblemTypes.StoreUnavailable];

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        AddParameters(operation, context.Description.RelativePath ?? "", metadata);
        var scope = metadata.OfType<AccessRule>().Last().Scope;
        if (scope is not null)
            AddSecurity(operation, context.Document!, scope);
        AddExamples(operation, metadata);
        var problems = metadata.OfType<RouteProblems>().LastOrDefault() ?? new RouteProblems([], typeof(ProblemResponse), null);
        var schema = await context.GetOrCreateSchemaAsync(problems.Shape, null, cancellationToken);
        var common = problems.Shape == typeof(ProblemResponse) ? schema : await context.GetOrCreateSchemaAsync(typeof(ProblemResponse), null, cancellationToken);
        AddProblems(operation, problems, schema, common, scope is not null);
    }

    private static void AddParameters(OpenApiOperation operation, string path, IList<object> metadata)
    {
        operation.Parameters ??= [];
        foreach (var name in path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')))
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Description = PathParameters[name], Schema = Text() });
        foreach (var query in metadata.OfType<QueryParameter>())
            operation.Parameters.Add(new OpenApiParameter { Name = query.Name, In = ParameterLocation.Query, Description = query.Description, Schema = Text() });

        var types = metadata.OfType<RouteProblems>().SelectMany(problems => problems.Types).ToList();
        if (types.Contains(ProblemTypes.PreconditionFailed))
            AddHeader(operation, "If-Match", "The ETag of the version to change.");
        if (types.Contains(ProblemTypes.PreconditionRequired) && operation.OperationId?.StartsWith("put", StringComparison.Ordinal) == true)
            AddHeader(operation, "If-None-Match", "* to create.");
        if (types.Contains(ProblemTypes.InvalidInvocation))
        {
            AddHeader(operation, "X-Correlation-ID", "The caller's id of the business act, where the body states none.");
            AddHeader(operation, "Idempotency-Key", "Names the invocation, so that a repeat gets the answer that was kept.");
            AddHeader(operation, "traceparent", "W3C trace context, continued in the call.");
        }
    }

    private static void AddHeader(OpenApiOperation operation, string name, string description) =>
        operation.Parameters!.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Header, Description = description, Schema = Text() });

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static void AddSecurity(OpenApiOperation operation, OpenApiDocument document, string scope)
    {
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(HubDocument.BearerScheme, document)] = [scope] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(HubDocument.HeaderScheme, document)] = [scope] },
        ];
        operation.Description = $"{operation.Description}\n\nScope: `{scope}`.";
    }

    private static void AddExamples(OpenApiOperation operation, IList<object> metadata)
    {
        foreach (var request in metadata.OfType<RequestExample>())
            operation.RequestBody!.Content!["application/json"].Example = JsonNode.Parse(request.Json);
        foreach (var response in metadata.OfType<ResponseExample>())
            operation.Responses![response.Status.ToString(CultureInfo.InvariantCulture)].Content!["application/json"].Example = JsonNode.Parse(response.Json);
    }

    private static void AddProblems(OpenApiOperation operation, RouteProblems problems, IOpenApiSchema schema, IOpenApiSchema common, bool needsKey)
    {
        var all = problems.Types.Select(type => (Type: type, Schema: schema))
            .Concat((needsKey ? OfKeys : []).Concat(OfAll).Where(type => !problems.Types.Contains(type)).Select(type => (Type: type, Schema: common)));
        operation.Responses ??= [];
        foreach (var group in all.GroupBy(problem => problem.Type.Status).OrderBy(group => group.Key))
        {
            var content = new OpenApiMediaType { Schema = group.First().Schema };
            if (problems.Example is { } example && JsonNode.Parse(example) is { } node && (int?)node["status"] == group.Key)
                content.Example = node;
            operation.Responses[group.Key.ToString(null, null)] = new OpenApiResponse
            {
                Description = string.Join('\n', group.Select(problem => $"- `{problem.Type.Uri}`: {problem.Type.Title}")),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Problem.ContentType] = content },
            };
        }
    }
}
