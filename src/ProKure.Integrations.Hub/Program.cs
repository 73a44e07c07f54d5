using ProKure.Integrations.Hub.Commands;
using ProKure.Integrations.Hub.Startup;

try
{
    if (args is [RebuildSummariesCommand.Name, .. var rest])
        return await RebuildSummariesCommand.RunAsync(rest);
    if (args is [ReadArchiveCommand.Name, .. var file])
        return await ReadArchiveCommand.RunAsync(file);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddHub();
    await using var app = builder.Build();
    app.UseHub();
    app.MapHub();
    await app.PrepareAsync(CancellationToken.None);
    await app.ListenAsync();
    return 0;
}
catch (Exception fault) when (StartFault.Of(fault) is { } told)
{
    foreach (var line in told.Lines)
        await Console.Error.WriteLineAsync(line);
    return told.ExitCode;
}
