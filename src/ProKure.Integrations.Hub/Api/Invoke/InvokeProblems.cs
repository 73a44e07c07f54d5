using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Transformation;

namespace ProKure.Integrations.Hub.Api.Invoke;

/// <summary>Which problem a failed attempt is to the caller.</summary>
internal static class InvokeProblems
{
    /// <summary>Code of the failure where the hub itself failed in the middle of an attempt.</summary>
    private const string HubFault = "HUB_FAULT";

    /// <summary>All that an invocation can end with once it has reached the pipeline.</summary>
    public static readonly ProblemType[] All =
    [
        ProblemTypes.UnknownSystem, ProblemTypes.UnknownEndpoint, ProblemTypes.SystemDisabled, ProblemTypes.EndpointDisabled, ProblemTypes.UnusableConfiguration,
        ProblemTypes.MappingFailed, ProblemTypes.MissingCode, ProblemTypes.RateLimited, ProblemTypes.AuthenticationFailed, ProblemTypes.CircuitOpen,
        ProblemTypes.LogUnavailable, ProblemTypes.BusinessRule, ProblemTypes.Cancelled, ProblemTypes.NameNotResolved, ProblemTypes.ConnectFailed,
        ProblemTypes.TlsFailed, ProblemTypes.SendFailed, ProblemTypes.UnusableAnswer, ProblemTypes.HttpStatus, ProblemTypes.AnswerMappingFailed,
        ProblemTypes.Timeout, ProblemTypes.HubFault,
    ];

    /// <summary>What a key may be refused with.</summary>
    public static readonly ProblemType[] OfKeys =
        [ProblemTypes.IdempotencyKeyReused, ProblemTypes.IdempotencyKeyInUse, ProblemTypes.OutcomeUnknown, ProblemTypes.AnswerNotKept];

    public static ProblemType Of(AttemptFailure failure) => failure.Code == HubFault ? ProblemTypes.HubFault : failure.Type switch
    {
        ErrorType.Configuration => OfConfiguration(failure.Code),
        ErrorType.Authentication => ProblemTypes.AuthenticationFailed,
        ErrorType.RateLimit => ProblemTypes.RateLimited,
        ErrorType.CircuitOpen => ProblemTypes.CircuitOpen,
        ErrorType.Transform when failure.Phase != ErrorPhase.Transform => ProblemTypes.AnswerMappingFailed,
        ErrorType.Transform => failure.Code == MappingLanguage.MissingCode ? ProblemTypes.MissingCode : ProblemTypes.MappingFailed,
        ErrorType.Dns => ProblemTypes.NameNotResolved,
        ErrorType.Connect => ProblemTypes.ConnectFailed,
        ErrorType.Tls => ProblemTypes.TlsFailed,
        ErrorType.Send => ProblemTypes.SendFailed,
        ErrorType.Timeout => ProblemTypes.Timeout,
        ErrorType.Response => ProblemTypes.UnusableAnswer,
        ErrorType.HttpStatus => ProblemTypes.HttpStatus,
        ErrorType.BusinessRule => ProblemTypes.BusinessRule,
        ErrorType.Cancelled => ProblemTypes.Cancelled,
        ErrorType.LogUnavailable => ProblemTypes.LogUnavailable,
        _ => ProblemTypes.HubFault,
    };

    private static ProblemType OfConfiguration(string? code) => code switch
    {
        "UNKNOWN_SYSTEM" => ProblemTypes.UnknownSystem,
        "UNKNOWN_ENDPOINT" => ProblemTypes.UnknownEndpoint,
        "SYSTEM_DISABLED" => ProblemTypes.SystemDisabled,
        "ENDPOINT_DISABLED" => ProblemTypes.EndpointDisabled,
        _ => ProblemTypes.UnusableConfiguration,
    };
}
