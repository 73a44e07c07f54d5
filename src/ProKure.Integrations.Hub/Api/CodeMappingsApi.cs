using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Code mapping sets of external systems.</summary>
internal static class CodeMappingsApi
{
    private static readonly ResourceKind<CodeMappingSetConfig, CodeMappingSetRequest, CodeMappingSetResponse> Kind = new()
    {
        Kind = ConfigurationKind.CodeMappingSet,
        Path = "/systems/{system}/code-mapping-sets",
        Parameter = "set",
        Noun = "code mapping set",
        Plural = "code mapping sets",
        Rows = configuration => configuration.CodeMappingSets,
        CodeOf = request => request.Code,
        ToRow = ToRow,
        ToResponse = ToResponse,
        RequestType = HubJson.Default.CodeMappingSetRequest,
        ResponseType = HubJson.Default.CodeMappingSetResponse,
        ListType = HubJson.Default.ListResponseCodeMappingSetResponse,
    };

    public static void MapCodeMappings(this RouteGroupBuilder api, ConfigurationEditor editor) =>
        new ResourceRoutes<CodeMappingSetConfig, CodeMappingSetRequest, CodeMappingSetResponse>(Kind, editor).Map(api);

    private static CodeMappingSetConfig ToRow(CodeMappingSetRequest request, ConfigurationKey key, CodeMappingSetConfig? standing)
    {
        var row = new CodeMappingSetConfig { SystemCode = key.SystemCode!, Code = key.Code };
        return row with
        {
            Description = request.Description,
            OnMissing = request.OnMissing ?? row.OnMissing,
            DefaultExternal = request.DefaultExternal,
            DefaultInternal = request.DefaultInternal,
            Mappings = [.. request.Mappings?.Select(pair => new CodeMapping(pair.Internal, pair.External)) ?? []],
        };
    }

    private static CodeMappingSetResponse ToResponse(Versioned<CodeMappingSetConfig> stored) => new()
    {
        SystemCode = stored.Row.SystemCode,
        Code = stored.Row.Code,
        Description = stored.Row.Description,
        OnMissing = stored.Row.OnMissing,
        DefaultExternal = stored.Row.DefaultExternal,
        DefaultInternal = stored.Row.DefaultInternal,
        Mappings = [.. stored.Row.Mappings.Select(pair => new CodeMappingBody { Internal = pair.Internal, External = pair.External })],
        Version = stored.Version,
        ChangedAt = stored.ChangedAt,
        ChangedBy = stored.ChangedBy,
    };
}
