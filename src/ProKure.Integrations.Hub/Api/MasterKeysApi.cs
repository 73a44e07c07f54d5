using Microsoft.AspNetCore.Http.HttpResults;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Master keys and their rotation.</summary>
internal sealed class MasterKeysApi(KeyRotation rotation)
{
    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/keys").WithTags("Master keys");
        routes.MapGet("", (Delegate)ReadAsync)
            .RequireScope(Scopes.Admin)
            .Describe(
                "getMasterKeys", "Read how the master keys stand",
                "Which is current, how much of each kind is encrypted with each, and how far a rotation is. A key with no rows can be removed, once every kind was counted: long bodies are counted by a rotation, by the hub that makes it.")
            .Answers<MasterKeysResponse>(200);
        routes.MapPost("/rotate", (Delegate)RotateAsync)
            .RequireScope(Scopes.Admin)
            .Describe(
                "rotateMasterKeys", "Encrypt everything anew with the current master key",
                "Runs in the background while calls go on; begins again where it stopped. Does nothing where it is under way.")
            .Answers<MasterKeysResponse>(202)
            .HasProblems(ProblemTypes.NoMasterKey);
    }

    private async Task<IResult> ReadAsync(HttpContext context) => Answer(await rotation.GetStatusAsync(context.RequestAborted), StatusCodes.Status200OK);

    private async Task<IResult> RotateAsync(HttpContext context)
    {
        try
        {
            rotation.Begin();
        }
        catch (MasterKeyException fault)
        {
            return new Problem(ProblemTypes.NoMasterKey, fault.Message);
        }

        return Answer(await rotation.GetStatusAsync(context.RequestAborted), StatusCodes.Status202Accepted);
    }

    private static JsonHttpResult<MasterKeysResponse> Answer(MasterKeyStatus status, int code) => TypedResults.Json(
        new MasterKeysResponse
        {
            CurrentKeyId = status.CurrentKeyId,
            Keys =
            [
                .. status.Keys.Select(key => new MasterKeyBody(
                    key.KeyId, key.Rows, [.. key.Kinds.Select(kind => new SealedKindCountBody(kind.Key, kind.Value))], key.IsAvailable)),
            ],
            Kinds = [.. status.Kinds.Select(kind => new SealedKindBody(kind.Kind, kind.Remaining, kind.CountedAt, kind.InClear))],
            Remaining = status.Remaining,
            Rotation = status.Rotation is { } state ? new KeyRotationBody(state.State, state.Done, state.StartedAt, state.EndedAt, state.Message) : null,
        },
        HubJson.Default.MasterKeysResponse,
        statusCode: code);
}
