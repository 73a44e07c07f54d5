namespace ProKure.Integrations.Formats.Soap;

/// <summary>The other side's refusal, as SOAP has it: a fault in the body, whatever the HTTP status.</summary>
/// <param name="Code">1.1: faultcode; 1.2: the code's value, with subcode where there is one.</param>
/// <param name="Reason">1.1: faultstring; 1.2: the reason's first text.</param>
internal sealed record SoapFault(string Code, string Reason)
{
    private const int LongestPart = 1_000;

    /// <summary>What the support person reads.</summary>
    public string Message => (Cut(Code), Cut(Reason)) switch
    {
        ("", "") => "The answer is a SOAP fault without code and reason.",
        ("", var reason) => reason,
        (var code, "") => code,
        var (code, reason) => $"{code}: {reason}",
    };

    private static string Cut(string text)
    {
        var plain = text.ReplaceLineEndings(" ").Trim();
        return plain.Length <= LongestPart ? plain : $"{plain[..LongestPart]}…";
    }
}
