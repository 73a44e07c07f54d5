using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Execution;

/// <summary>Whether a credential works.</summary>
/// <param name="Steps">What was tried, in order; ends with the first that failed.</param>
public sealed record CredentialTestResult(IReadOnlyList<CredentialTestStep> Steps)
{
    /// <summary>Whether everything that was tried worked.</summary>
    public bool Succeeded => Steps.All(step => step.Succeeded);
}

/// <summary>One thing that was tried.</summary>
/// <param name="Step">What.</param>
/// <param name="Succeeded">Whether it worked.</param>
/// <param name="Message">What happened, without secrets.</param>
/// <param name="Code">The failure's code; null for none.</param>
/// <param name="RequestId">The log document of the probe; null for none.</param>
public sealed record CredentialTestStep(CredentialTestPart Step, bool Succeeded, string Message, string? Code = null, Guid? RequestId = null);

/// <summary>What a test of a credential tries.</summary>
public enum CredentialTestPart
{
    /// <summary>Secrets are decrypted, keys and certificates read.</summary>
    Secrets,

    /// <summary>A token is asked for, whether or not one is at hand.</summary>
    Token,

    /// <summary>The probe request is sent.</summary>
    Probe,
}

/// <summary>What to test.</summary>
/// <param name="SystemCode">The system whose connection is used.</param>
/// <param name="CredentialCode">The credential.</param>
/// <param name="Actor">Who tests.</param>
public sealed record CredentialTestOrder(string SystemCode, string CredentialCode, LogActor Actor)
{
    /// <summary>Under this endpoint the exchanges of tests are logged; no endpoint has its code, because none begins so.</summary>
    public const string EndpointCode = "_CREDENTIAL_TEST";
}
