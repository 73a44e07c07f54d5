using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Retention classes, shared by systems and endpoints.</summary>
internal static class RetentionClassesApi
{
    private static readonly ResourceKind<RetentionClassConfig, RetentionClassRequest, RetentionClassResponse> Kind = new()
    {
        Kind = ConfigurationKind.RetentionClass,
        Path = "/retention-classes",
        Parameter = "class",
        Noun = "retention class",
        Plural = "retention classes",
        Rows = configuration => configuration.RetentionClasses,
        CodeOf = request => request.Code,
        ToRow = ToRow,
        ToResponse = ToResponse,
        RequestType = HubJson.Default.RetentionClassRequest,
        ResponseType = HubJson.Default.RetentionClassResponse,
        ListType = HubJson.Default.ListResponseRetentionClassResponse,
    };

    public static void MapRetentionClasses(this RouteGroupBuilder api, ConfigurationEditor editor) =>
        new ResourceRoutes<RetentionClassConfig, RetentionClassRequest, RetentionClassResponse>(Kind, editor).Map(api);

    private static RetentionClassConfig ToRow(RetentionClassRequest request, ConfigurationKey key, RetentionClassConfig? standing)
    {
        var row = new RetentionClassConfig { Code = key.Code };
        return row with
        {
            Name = request.Name,
            LogDays = request.LogDays ?? row.LogDays,
            MetadataDays = request.MetadataDays,
            ObjectDays = request.ObjectDays,
            Archive = request.Archive ?? row.Archive,
            ArchiveAfterDays = request.ArchiveAfterDays ?? row.ArchiveAfterDays,
            ArchiveDays = request.ArchiveDays,
        };
    }

    private static RetentionClassResponse ToResponse(Versioned<RetentionClassConfig> stored) => new()
    {
        Code = stored.Row.Code,
        Name = stored.Row.Name,
        LogDays = stored.Row.LogDays,
        MetadataDays = stored.Row.MetadataDays,
        ObjectDays = stored.Row.ObjectDays,
        Archive = stored.Row.Archive,
        ArchiveAfterDays = stored.Row.ArchiveAfterDays,
        ArchiveDays = stored.Row.ArchiveDays,
        Version = stored.Version,
        ChangedAt = stored.ChangedAt,
        ChangedBy = stored.ChangedBy,
    };
}
