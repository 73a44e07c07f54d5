using ProKure.Integrations.Cli;

return await CommandTree.Create().Parse(args).InvokeAsync();
