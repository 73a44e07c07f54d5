namespace ProKure.Integrations.Cli;

/// <summary>Why a command cannot go on, for the person at the terminal.</summary>
/// <param name="exitCode">What the program ends with; one of <see cref="ExitCodes"/>.</param>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class CliException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;
}
