namespace ProKure.Integrations.Postgres.Connections;

/// <summary>What hubs on the same database tell each other by NOTIFY.</summary>
internal static class Channels
{
    /// <summary>The configuration has a new revision.</summary>
    public const string Configuration = "prokure_configuration";

    /// <summary>A circuit was opened or closed.</summary>
    public const string Circuit = "prokure_circuit";

    /// <summary>Something was queued.</summary>
    public const string Delivery = "prokure_delivery";
}
