namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Keeps what is written to the console until it is disposed.</summary>
internal sealed class ConsoleTap : IDisposable
{
    private readonly (TextWriter Out, TextWriter Error) _before = (Console.Out, Console.Error);
    private readonly StringWriter _printed = new();
    private readonly TextWriter _oneAtATime;

    public ConsoleTap()
    {
        _oneAtATime = TextWriter.Synchronized(_printed);
        Console.SetOut(_oneAtATime);
        Console.SetError(_oneAtATime);
    }

    /// <summary>All that was written up to now.</summary>
    public string Text
    {
        get
        {
            // What writers lock, too.
            lock (_oneAtATime)
                return _printed.ToString();
        }
    }

    public void Dispose()
    {
        Console.SetOut(_before.Out);
        Console.SetError(_before.Error);
    }
}
