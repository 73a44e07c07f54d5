using System.CommandLine;
using ProKure.Integrations.Cli;

return await CommandTree.RunAsync(args, new InvocationConfiguration(), CancellationToken.None);
