using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Tests of credentials.</summary>
internal sealed class CredentialTestApi(InvocationPipeline pipeline, ConfigurationSnapshots snapshots)
{
    public void Map(RouteGroupBuilder api) => api.MapPost("/credentials/{credential}/test", (Delegate)TestAsync)
        .RequireScope(Scopes.ConfigWrite)
        .WithTags("Credentials")
        .Describe(
            "testCredential", "Test a credential",
            "Opens its secrets, asks for a token where there is one to ask for, and sends the probe request where one is configured. A credential that does not work is an answer too: 200, and succeeded is false.")
        .Takes<CredentialTestRequest>()
        .Answers<CredentialTestResponse>(200)
        .HasProblems(ProblemTypes.MalformedJson, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType, ProblemTypes.InvalidConfiguration, ProblemTypes.NotFound, ProblemTypes.UnknownSystem);

    private async Task<IResult> TestAsync(HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
            return problem;
        using (body)
        {
            if (!body!.TryRead(HubJson.Default.CredentialTestRequest, null, out var request, out var faults))
                return Problem.InConfiguration(faults);
            await snapshots.ReloadAsync(context.RequestAborted);
            var configuration = snapshots.Current.Configuration;
            var code = (string)context.GetRouteValue("credential")!;
            if (configuration.Credentials.FirstOrDefault(stored => stored.Row.Code == code)?.Row is not { } credential)
                return new Problem(ProblemTypes.NotFound, $"There is no credential {Shown.Text(code)}.");
            var (system, refusal) = SystemOf(configuration, credential, request.System);
            if (refusal is not null)
                return refusal;
            if (!context.Caller().MayUse(system!))
                return new Problem(ProblemTypes.SystemNotAllowed, $"The key {context.Caller().Id} is limited to {string.Join(", ", context.Caller().Systems)} and cannot test with {system}.");
            var result = await pipeline.TestCredentialAsync(
                new CredentialTestOrder(system!, code, new LogActor(context.Caller().AuditName(), TriggeredBy.Api)), context.RequestAborted);
            return TypedResults.Json(
                new CredentialTestResponse
                {
                    Succeeded = result.Succeeded,
                    SystemCode = system!,
                    Steps = [.. result.Steps.Select(step => new CredentialTestStepBody(step.Step, step.Succeeded, step.Message, step.Code, step.RequestId))],
                },
                HubJson.Default.CredentialTestResponse);
        }
    }

    private static (string? System, Problem? Refusal) SystemOf(HubConfiguration configuration, CredentialConfig credential, string? asked)
    {
        if (asked is not null && credential.System is { } owner && owner != asked)
            return (null, Problem.InConfiguration([new FieldFault("system", $"The credential may only be used by system '{owner}'.")]));
        if (asked is not null)
        {
            return configuration.Systems.Any(stored => stored.Row.Code == asked)
                ? (asked, null)
                : (null, new Problem(ProblemTypes.UnknownSystem, $"There is no system {Shown.Text(asked)}."));
        }

        var users = configuration.Systems.Where(stored => stored.Row.Credential == credential.Code).Select(stored => stored.Row.Code)
            .Concat(configuration.Endpoints.Where(stored => stored.Row.Credential == credential.Code).Select(stored => stored.Row.SystemCode))
            .Distinct(StringComparer.Ordinal).ToList();
        if ((credential.System ?? (users.Count == 1 ? users[0] : null)) is { } only)
            return (only, null);
        var found = users.Count == 0 ? "no system uses the credential" : $"{string.Join(", ", users)} use the credential";
        return (null, Problem.InConfiguration([new FieldFault("system", $"Expected the system to test with: {found}.")]));
    }
}
