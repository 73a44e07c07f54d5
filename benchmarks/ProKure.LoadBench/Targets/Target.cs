using System.Net;

namespace ProKure.LoadBench.Targets;

/// <summary>Something to measure: where it listens, what is sent to it, and the server processes that work on each request.</summary>
/// <param name="Key">Its short name on the command line.</param>
/// <param name="Label">Its name in reports.</param>
/// <param name="Server">Where requests go.</param>
/// <param name="Request">The whole request as it goes over the wire.</param>
/// <param name="Servers">The processes started for it; empty where some of them were not started here, so that their CPU time is not known.</param>
internal sealed record Target(string Key, string Label, IPEndPoint Server, byte[] Request, IReadOnlyList<ServerProcess> Servers)
{
    public const string Direct = "direct";
    public const string Yarp = "yarp";
    public const string Hub = "hub";
}
