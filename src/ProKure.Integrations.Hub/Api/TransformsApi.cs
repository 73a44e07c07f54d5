using System.Buffers;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Transformation;
using ProKure.Jsonata;

namespace ProKure.Integrations.Hub.Api;

/// <summary>JSONata mappings of external systems: written as drafts, tried, published.</summary>
internal sealed class TransformsApi(ConfigurationEditor editor, ConfigurationSnapshots snapshots, TimeProvider time)
{
    private static readonly ResourceKind<TransformConfig, TransformRequest, TransformResponse> Kind = new()
    {
        Kind = ConfigurationKind.Transform,
        Path = "/systems/{system}/transforms",
        Parameter = "transform",
        Noun = "transform",
        Plural = "transforms",
        Rows = configuration => configuration.Transforms,
        CodeOf = request => request.Code,
        ToRow = ToRow,
        ToResponse = ToResponse,
        WithEnabled = (row, enabled) => row with { Enabled = enabled },
        RequestType = HubJson.Default.TransformRequest,
        ResponseType = HubJson.Default.TransformResponse,
        ListType = HubJson.Default.ListResponseTransformResponse,
    };

    public void Map(RouteGroupBuilder api)
    {
        var common = new ResourceRoutes<TransformConfig, TransformRequest, TransformResponse>(Kind, editor);
        common.Map(api);
        var routes = api.MapGroup(Kind.Path).WithTags("Transforms");
        routes.MapPost("/{transform}/publish", (Delegate)((HttpContext context) => common.ChangeAsync(context, needsCondition: true, Publish)))
            .RequireScope(Scopes.ConfigWrite)
            .Describe("publishTransform", "Publish a transform's draft", "Needs If-Match. From now on calls use the draft's text.")
            .Answers<TransformResponse>(200)
            .HasProblems(ProblemTypes.UnknownSystem, ProblemTypes.NotFound, ProblemTypes.NothingToPublish, ProblemTypes.PreconditionFailed,
                ProblemTypes.PreconditionRequired, ProblemTypes.InvalidConfiguration, ProblemTypes.InvalidParameter);
        routes.MapPost("/try", (Delegate)TryAsync)
            .RequireScope(Scopes.ConfigRead)
            .Describe("tryTransform", "Try a mapping on a payload",
                "Evaluates a text, or a transform's draft, with the system's code mappings. Changes and sends nothing. A fault of the mapping is a result, with status 200.")
            .Takes<TryTransformRequest>()
            .Answers<TryTransformResponse>(200)
            .HasProblems(ProblemTypes.UnknownSystem, ProblemTypes.NotFound, ProblemTypes.MalformedJson, ProblemTypes.BodyTooLarge,
                ProblemTypes.UnsupportedMediaType, ProblemTypes.InvalidConfiguration);
    }

    private static (TransformConfig?, Problem?) Publish(TransformConfig row) => row.Draft is null
        ? (null, new Problem(ProblemTypes.NothingToPublish, $"The transform {row.Code} has no draft that differs from what is published."))
        : (row with { Published = row.Draft, Draft = null, PublishedVersion = row.PublishedVersion + 1 }, null);

    private async Task<IResult> TryAsync(HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
            return problem;
        using (body)
        {
            if (!body!.TryRead(HubJson.Default.TryTransformRequest, null, out var request, out var faults))
                return Problem.InConfiguration(faults);
            var code = (string)context.GetRouteValue(ApiKeyGate.SystemParameter)!;
            if (snapshots.Current.FindSystem(code) is not { } system)
                return new Problem(ProblemTypes.UnknownSystem, $"There is no system {Shown.Text(code)}.");
            if ((request.Text is null) == (request.Transform is null))
                return Problem.InConfiguration([new FieldFault("", "Expected either text or transform.")]);
            if (request.Text is { } text)
                return TypedResults.Json(Evaluate(text, request.Payload, system, context.RequestAborted), HubJson.Default.TryTransformResponse);

            var key = new ConfigurationKey(ConfigurationKind.Transform, code, request.Transform!);
            return Kind.Find(editor.Current, key)?.Row is { } row
                ? TypedResults.Json(Evaluate(row.Draft ?? row.Published!, request.Payload, system, context.RequestAborted), HubJson.Default.TryTransformResponse)
                : new Problem(ProblemTypes.NotFound, $"There is no transform {Shown.Text(key.Code)} in system {code}.");
        }
    }

    private TryTransformResponse Evaluate(string text, RawJson payload, SystemPlan system, CancellationToken cancellationToken)
    {
        try
        {
            var result = new ArrayBufferWriter<byte>();
            var hasResult = PayloadTransform.Compile(text)
                .TryApply(payload.Utf8.Span, result, MappingLanguage.EvaluationFor(system.Codes, time), cancellationToken);
            return new TryTransformResponse { IsSuccess = true, HasResult = hasResult, Result = new RawJson(hasResult ? result.WrittenMemory : default) };
        }
        catch (JsonataException fault)
        {
            var (line, column) = Place(text, fault.Position);
            return new TryTransformResponse
            {
                IsSuccess = false,
                HasResult = false,
                Result = default,
                Error = new MappingErrorBody { Code = fault.Code, Message = fault.Message, Position = fault.Position, Line = line, Column = column },
            };
        }
    }

    private static (int? Line, int? Column) Place(string text, int? position)
    {
        if (position is not { } index)
            return (null, null);
        var before = text.AsSpan(0, Math.Clamp(index, 0, text.Length));
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    private static TransformConfig ToRow(TransformRequest request, ConfigurationKey key, TransformConfig? standing) => new()
    {
        SystemCode = key.SystemCode!,
        Code = key.Code,
        Description = request.Description,
        Published = standing?.Published,
        PublishedVersion = standing?.PublishedVersion ?? 0,
        Draft = request.Draft == standing?.Published ? null : request.Draft,
        Enabled = request.Enabled ?? true,
    };

    private static TransformResponse ToResponse(Versioned<TransformConfig> stored) => new()
    {
        SystemCode = stored.Row.SystemCode,
        Code = stored.Row.Code,
        Description = stored.Row.Description,
        Published = stored.Row.Published,
        PublishedVersion = stored.Row.PublishedVersion,
        Draft = stored.Row.Draft,
        Enabled = stored.Row.Enabled,
        Version = stored.Version,
        ChangedAt = stored.ChangedAt,
        ChangedBy = stored.ChangedBy,
    };
}
