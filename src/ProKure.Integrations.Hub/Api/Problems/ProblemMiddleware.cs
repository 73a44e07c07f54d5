namespace ProKure.Integrations.Hub.Api.Problems;

/// <summary>Gives every error an answer of its own: what routing refuses, what the server refuses, and what nobody expected.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        Problem? problem = null;
        try
        {
            await next(context);
            if (context.Response.StatusCode >= 400 && !context.Response.HasStarted && context.Response.ContentLength is null && context.Response.ContentType is null)
                problem = OfStatus(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException fault)
        {
            problem = OfServer(context, fault);
        }
        catch (StoreUnavailableException fault)
        {
            Log.StoreUnavailable(logger, context.Request.Method, context.Request.Path, fault);
            problem = new Problem(ProblemTypes.StoreUnavailable, "A store of the hub cannot be used now; the same request may go through later.") { RetryAfter = StoreRetry };
        }
        catch (Exception fault)
        {
            // The edge: whatever it is, the caller gets an answer without internals and the operator gets the whole.
            Log.Faulted(logger, context.Request.Method, context.Request.Path, fault);
            problem = new Problem(ProblemTypes.HubFault, "The hub itself failed; its log says why.");
        }

        if (problem is not null && !context.Response.HasStarted)
        {
            ClearBody(context.Response);
            await problem.ExecuteAsync(context);
        }
    }

    // Headers that say what was allowed stay; those of a body that is not sent go.
    private static void ClearBody(HttpResponse response)
    {
        response.ContentLength = null;
        response.Headers.ETag = default;
        response.Headers.Location = default;
    }

    private static Problem OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        404 => new Problem(ProblemTypes.UnknownRoute, $"There is no route {context.Request.Method} {Shown.Text(context.Request.Path)}. The API is described at /openapi/v1.json."),
        405 => new Problem(ProblemTypes.MethodNotAllowed, $"Expected {context.Response.Headers.Allow}, found {context.Request.Method}."),
        415 => RequestBody.WrongContentType(context.Request),
        _ => new Problem(ProblemTypes.BadRequest, $"The request was refused with status {context.Response.StatusCode}."),
    };

    private static Problem OfServer(HttpContext context, BadHttpRequestException fault) => fault.StatusCode switch
    {
        408 => new Problem(ProblemTypes.SlowRequest, "The request's body came more slowly than the hub waits for."),
        413 => RequestBody.TooLarge(context),
        _ => new Problem(ProblemTypes.BadRequest, fault.Message),
    };

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Error, "{Method} {Path} failed")]
        public static partial void Faulted(ILogger logger, string method, string path, Exception fault);

        [LoggerMessage(1002, LogLevel.Warning, "{Method} {Path} met a store that cannot be used")]
        public static partial void StoreUnavailable(ILogger logger, string method, string path, Exception fault);
    }
}
