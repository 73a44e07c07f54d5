using Microsoft.AspNetCore.Connections;

namespace ProKure.Samples.Sap;

/// <summary>The simulated SAP as a program; ends with 0 when asked to, 2 on wrong arguments, 3 when it cannot listen.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["--help" or "-h"])
        {
            await Console.Out.WriteLineAsync(SapArguments.Usage);
            return 0;
        }

        if (SapArguments.Read(args, out var fault) is not { } options)
        {
            await Console.Error.WriteLineAsync($"{fault}\n\n{SapArguments.Usage}");
            return 2;
        }

        try
        {
            await using var sap = await SimulatedSap.StartAsync(options, CancellationToken.None);
            await Console.Out.WriteLineAsync($"Simulated SAP listens on {sap.BaseUrl.GetLeftPart(UriPartial.Authority)}");
            await sap.WaitForShutdownAsync(CancellationToken.None);
            return 0;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"Port {options.Port} on {options.Address} is taken; choose another with --port, or end what listens there");
            return 3;
        }
    }
}
