using Microsoft.AspNetCore.Http.Metadata;
using ProKure.Integrations.Hub.Api.Problems;

namespace ProKure.Integrations.Hub.OpenApi;

/// <summary>The problems that a route answers with, besides those of every route.</summary>
/// <param name="Types">The problems.</param>
/// <param name="Shape">The type that describes their bodies.</param>
/// <param name="Example">An example, as JSON; null for none.</param>
internal sealed record RouteProblems(IReadOnlyList<ProblemType> Types, Type Shape, string? Example);

/// <summary>A query parameter that a route reads.</summary>
internal sealed record QueryParameter(string Name, string Description);

/// <summary>An example of what a route takes, as JSON.</summary>
internal sealed record RequestExample(string Json);

/// <summary>An example of what a route answers with this status, as JSON.</summary>
internal sealed record ResponseExample(int Status, string Json);

/// <summary>What a route says of itself for the API's description.</summary>
internal static class RouteDescription
{
    private const string Json = "application/json";

    public static T Describe<T>(this T route, string operationId, string summary, string description) where T : IEndpointConventionBuilder =>
        route.WithName(operationId).WithSummary(summary).WithDescription(description);

    /// <summary>Takes a JSON body. A body of another content type is refused by routing with 415.</summary>
    public static T Takes<T>(this T route, Type type) where T : IEndpointConventionBuilder => route.WithMetadata(new AcceptsMetadata([Json], type));

    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder route) => route.Takes(typeof(TBody));

    public static IEndpointConventionBuilder Takes<TBody>(this IEndpointConventionBuilder route, string example) =>
        route.WithMetadata(new RequestExample(example)).Takes(typeof(TBody));

    public static RouteHandlerBuilder Answers<TBody>(this RouteHandlerBuilder route, int status) =>
        route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(TBody), [Json]));

    public static IEndpointConventionBuilder Answers<TBody>(this IEndpointConventionBuilder route, int status, string example) =>
        route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(TBody), [Json]), new ResponseExample(status, example));

    /// <summary>Answers with a file, or with a part of one.</summary>
    public static RouteHandlerBuilder AnswersFile(this RouteHandlerBuilder route) => route.WithMetadata(
        new ProducesResponseTypeMetadata(200, typeof(void), ["application/octet-stream"]), new ProducesResponseTypeMetadata(206, typeof(void), ["application/octet-stream"]));

    public static RouteHandlerBuilder HasProblems(this RouteHandlerBuilder route, params ProblemType[] types) =>
        route.WithMetadata(new RouteProblems(types, typeof(ProblemResponse), null));

    public static IEndpointConventionBuilder HasProblems<TBody>(this IEndpointConventionBuilder route, string example, ProblemType[] types) =>
        route.WithMetadata(new RouteProblems(types, typeof(TBody), example));

    public static RouteHandlerBuilder HasQuery(this RouteHandlerBuilder route, params (string Name, string Description)[] parameters) =>
        route.WithMetadata([.. parameters.Select(parameter => new QueryParameter(parameter.Name, parameter.Description))]);
}
