using Amazon.Runtime;
using Amazon.S3;

namespace ProKure.Integrations.S3;

/// <summary>Turns what the client throws into what the hub knows. Told by type and status, never by message.</summary>
internal static class S3Fault
{
    /// <exception cref="StoreUnavailableException">The server is away, too slow, or does not let the hub in.</exception>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await act();
        }
        catch (AmazonS3Exception fault)
        {
            // Also a wrong key or bucket: an operator mends it, and then the same request goes through.
            throw new StoreUnavailableException($"The object store answers {(int)fault.StatusCode} {fault.ErrorCode}.", fault);
        }
        catch (Exception fault) when (fault is AmazonClientException or HttpRequestException or IOException or TimeoutException)
        {
            throw new StoreUnavailableException($"The object store cannot be reached: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException("The object store does not answer in time.", fault);
        }
    }
}
