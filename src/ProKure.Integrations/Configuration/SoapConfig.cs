namespace ProKure.Integrations.Configuration;

/// <summary>What a SOAP call needs besides its envelope.</summary>
public sealed record SoapConfig
{
    /// <summary>SOAP 1.1, without action.</summary>
    public static readonly SoapConfig Standard = new();

    /// <summary>The version of the envelope. Default 1.1.</summary>
    public SoapVersion Version { get; init; }

    /// <summary>The action: the SOAPAction header of 1.1, the action parameter of 1.2; null for none.</summary>
    public string? Action { get; init; }
}

/// <summary>Versions of SOAP.</summary>
public enum SoapVersion
{
    /// <summary>1.1: <c>text/xml</c> and a SOAPAction header (https://www.w3.org/TR/2000/NOTE-SOAP-20000508/).</summary>
    Soap11,

    /// <summary>1.2: <c>application/soap+xml</c> with an action parameter (https://www.w3.org/TR/soap12-part1/).</summary>
    Soap12,
}
