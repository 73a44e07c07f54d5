using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Authentication.Tokens;

/// <summary>Sends a request to a token endpoint, and keeps a record of it.</summary>
/// <param name="refreshToken">The refresh token to use; null to ask in the client's own name.</param>
internal delegate Task<TokenAnswer> TokenExchange(string? refreshToken);

/// <summary>What became of a request to a token endpoint.</summary>
/// <param name="Response">What it answered; null where it gave no whole answer.</param>
/// <param name="Failure">Why there is no token; null where there is one.</param>
/// <param name="IsForAll">Whether it holds for all who wait for a token; not where one went back to the queue while others would have waited for a turn.</param>
internal sealed record TokenAnswer(TokenResponse? Response, AttemptFailure? Failure, bool IsForAll = true);

/// <summary>A token, or why there is none.</summary>
/// <param name="AccessToken">The access token; null for none.</param>
/// <param name="Failure">Why; null where there is one.</param>
/// <param name="IsForAll">Whether it holds for all who wait for a token.</param>
internal readonly record struct TokenResult(string? AccessToken, AttemptFailure? Failure, bool IsForAll = true);
