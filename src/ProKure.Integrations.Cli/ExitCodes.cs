namespace ProKure.Integrations.Cli;

/// <summary>What the program ends with, for scripts.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The hub answered, and the answer is no: a test failed, something does not exist, somebody else was first.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The hub cannot be reached, or is no hub.</summary>
    public const int Unreachable = 3;

    /// <summary>The API key is missing, wrong, or may not do it.</summary>
    public const int NotAllowed = 4;
}
