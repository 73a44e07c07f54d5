using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Capture;

/// <summary>Groups equal problems: the same system, endpoint, type, code, HTTP status and message apart from ids, numbers and quoted values.</summary>
internal static partial class ErrorFingerprint
{
    public static string Of(string systemCode, string endpointCode, AttemptFailure failure, int? responseStatus)
    {
        var text = $"{systemCode}\n{endpointCode}\n{failure.Type}\n{failure.Code}\n{responseStatus}\n{Normalize(failure.Message)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    private static string Normalize(string message) => Varying().Replace(message.Length > 1_000 ? message[..1_000] : message, "#");

    [GeneratedRegex(
        """
        "[^"]*"|'[^']*'|\b[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}\b|\b\w*\d[\w./:-]*
        """,
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Varying();
}
