using System.Diagnostics;
using System.Security.Cryptography;

namespace ProKure.Integrations.Execution;

/// <summary>The W3C trace context header (https://www.w3.org/TR/trace-context/).</summary>
public static class TraceParent
{
    /// <summary>Whether the text is a <c>traceparent</c> that can be continued.</summary>
    public static bool IsValid(string? text) => text is not null && ActivityContext.TryParse(text, null, out _);

    /// <summary>The header for a call: a new span in the current activity's trace, in the caller's, or in a new one named by the attempt's id.</summary>
    internal static string ForCall(Invocation invocation, Guid requestId)
    {
        var span = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            return $"00-{activity.TraceId}-{span}-{(activity.Recorded ? "01" : "00")}";
        return invocation.TraceParent is { } caller ? $"{caller[..36]}{span}-{caller[53..55]}" : $"00-{requestId:N}-{span}-01";
    }
}
