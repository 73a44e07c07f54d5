using System.Buffers;
using System.Globalization;
using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution.Pages;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Formats.Files;
using ProKure.Integrations.Transformation;
using ProKure.Jsonata;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 2: makes the request from the payload. Fails closed: nothing half-mapped is sent.</summary>
internal sealed class TransformStage(IFileSource files, TimeProvider time)
{
    private const string PageMark = "page";

    private static readonly SearchValues<char> InHeaders = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c), '\t']);

    public async ValueTask RunAsync(Attempt attempt, CancellationToken callerGone)
    {
        attempt.Phase = ErrorPhase.Transform;
        var began = time.GetTimestamp();
        try
        {
            var plan = attempt.Plan!;
            var evaluation = plan.AsksForContext ? ExpressionVariables.WithContext(plan.Evaluation, attempt.Invocation.Context) : plan.Evaluation;
            var url = Url(attempt, plan, evaluation, callerGone);
            if (plan.Pages is { } pages)
            {
                attempt.Pages = new PageCollector(pages);
                attempt.Mark = new(PageMark, "1");
                url = attempt.Pages.First(url);
            }

            attempt.Request = new OutgoingRequest(
                plan.Endpoint.Method, url, Headers(attempt, plan, evaluation, callerGone), await BodyAsync(attempt, plan, evaluation, callerGone));
        }
        catch (BodyFormatException fault)
        {
            attempt.Fail(ErrorType.Transform, ErrorSide.Configuration, fault.Message, fault.Code);
        }
        catch (JsonataException fault)
        {
            attempt.Fail(ErrorType.Transform, ErrorSide.Configuration, fault.Message, fault.Code);
        }
        catch (MappingException fault)
        {
            attempt.Fail(ErrorType.Transform, ErrorSide.Configuration, fault.Message, fault.Code);
        }
        catch (OperationCanceledException) when (callerGone.IsCancellationRequested)
        {
            attempt.Fail(ErrorType.Cancelled, ErrorSide.Ours, "The caller gave up while the request was being made.");
        }

        attempt.Timings.TransformMs = time.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>The request of the next page: the same headers, another URL.</summary>
    public static void PreparePage(Attempt attempt, Attempt before)
    {
        attempt.Pages = before.Pages;
        attempt.Mark = new(PageMark, (before.Pages!.Count + 1).ToString(CultureInfo.InvariantCulture));
        attempt.Request = before.Request! with { Url = before.NextPage!, Headers = AsOwnSpan(before.Request.Headers, attempt) };
    }

    /// <summary>The same request once more.</summary>
    public static void PrepareRepeat(Attempt attempt, Attempt before) =>
        attempt.Request = before.Request! with { Headers = AsOwnSpan(before.Request.Headers, attempt) };

    private static List<KeyValuePair<string, string>> AsOwnSpan(IEnumerable<KeyValuePair<string, string>> headers, Attempt attempt)
    {
        var own = headers.ToList();
        Set(own, "traceparent", TraceParent.ForCall(attempt.Invocation, attempt.RequestId));
        return own;
    }

    private async ValueTask<EncodedBody?> BodyAsync(Attempt attempt, EndpointPlan plan, JsonataEvaluation evaluation, CancellationToken callerGone)
    {
        if (Body(attempt, plan, evaluation, callerGone) is not { } json)
            return null;
        attempt.Mapped = json;
        return await plan.Encoder.EncodeAsync(json, files, callerGone);
    }

    private static ReadOnlyMemory<byte>? Body(Attempt attempt, EndpointPlan plan, JsonataEvaluation evaluation, CancellationToken callerGone)
    {
        if (!plan.HasRequestBody)
            return null;
        if (plan.RequestTransform is null)
            return attempt.Invocation.Payload;

        var body = new ArrayBufferWriter<byte>(attempt.Invocation.Payload.Length + 256);
        return plan.RequestTransform.TryApply(attempt.Invocation.Payload.Span, body, evaluation, callerGone)
            ? body.WrittenMemory
            : throw new MappingException("EMPTY_MAPPING", $"Transform {plan.Endpoint.RequestTransform} gives nothing for this payload.");
    }

    private static Uri Url(Attempt attempt, EndpointPlan plan, JsonataEvaluation evaluation, CancellationToken callerGone)
    {
        var payload = attempt.Invocation.Payload.Span;
        var url = new StringBuilder(plan.BaseUrl);
        foreach (var part in plan.Path.Parts)
        {
            if (part.IsParameter)
                url.Append(PathParameter(plan.PathParameters[part.Text], payload, evaluation, callerGone));
            else
                url.Append(part.Text);
        }

        var separator = '?';
        foreach (var parameter in plan.Query)
        {
            foreach (var value in parameter.Evaluate(payload, evaluation, callerGone))
            {
                url.Append(separator).Append(Uri.EscapeDataString(parameter.Name)).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }

        return Uri.TryCreate(url.ToString(), UriKind.Absolute, out var result)
            ? result
            : throw new MappingException("INVALID_URL", "The base URL, path and parameters do not make a URL.");
    }

    private static string PathParameter(ScalarExpression parameter, ReadOnlySpan<byte> payload, JsonataEvaluation evaluation, CancellationToken callerGone)
    {
        if (parameter.Evaluate(payload, evaluation, callerGone) is not [{ Length: > 0 } value])
            throw new MappingException("MISSING_PATH_PARAMETER", $"Path parameter '{parameter.Name}' needs one value; the payload gives none, an empty one or several.");

        // A dot segment would call another path than the one configured (RFC 3986, section 5.2.4).
        return value is "." or ".."
            ? throw new MappingException("INVALID_PATH_PARAMETER", $"Path parameter '{parameter.Name}' must not be '{value}'.")
            : Uri.EscapeDataString(value);
    }

    private static List<KeyValuePair<string, string>> Headers(Attempt attempt, EndpointPlan plan, JsonataEvaluation evaluation, CancellationToken callerGone)
    {
        var invocation = attempt.Invocation;
        var headers = new List<KeyValuePair<string, string>>(8)
        {
            new("Accept", plan.Decoder.Accept),
            new("Accept-Encoding", ContentCodings.Accepted),
        };
        if (plan.Encoder.SoapActionHeader is { } action)
            Set(headers, RequestEncoder.SoapAction, action);
        foreach (var header in plan.System.Headers)
            Set(headers, header.Key, header.Value);
        foreach (var header in plan.Headers)
        {
            if (header.Evaluate(invocation.Payload.Span, evaluation, callerGone) is { Count: > 0 } values)
                Set(headers, header.Name, string.Join(", ", values));
        }

        if (plan.Endpoint.Idempotency == Idempotency.IdempotentWithKey)
            Set(headers, plan.KeyHeader, invocation.IdempotencyKey ?? (invocation.Chain?.FirstRequestId ?? attempt.RequestId).ToString());
        Set(headers, "X-Correlation-ID", invocation.CorrelationId.ToString());
        Set(headers, "traceparent", TraceParent.ForCall(invocation, attempt.RequestId));
        return headers;
    }

    private static void Set(List<KeyValuePair<string, string>> headers, string name, string value)
    {
        // RFC 9110, section 5.5, without what is obsolete: other characters end a header, or mean something else to each reader.
        var index = value.AsSpan().IndexOfAnyExcept(InHeaders);
        if (index >= 0)
            throw new MappingException("INVALID_HEADER", $"Header '{name}' must be printable ASCII on one line; its value has U+{(int)value[index]:X4} at index {index}.");
        headers.RemoveAll(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        headers.Add(new KeyValuePair<string, string>(name, value));
    }

    private sealed class MappingException(string code, string message) : Exception(message)
    {
        public string Code => code;
    }
}
