namespace ProKure.Integrations.Execution.Connections;

/// <summary>No connection was opened; carries the failure through the HTTP client, which wraps what the opening throws.</summary>
internal sealed class ConnectionOpenException(AttemptFailure failure, Exception? inner = null) : IOException(failure.Message, inner)
{
    public AttemptFailure Failure => failure;

    /// <summary>The failure that an exception of the HTTP client goes back to; null when the opening is not to blame.</summary>
    public static AttemptFailure? FailureIn(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is ConnectionOpenException open)
                return open.Failure;
        }

        return null;
    }
}
