namespace ProKure.Integrations.Hub.Security;

/// <summary>Who may use a route. A route without a rule serves nobody.</summary>
/// <param name="Scope">The scope that a key needs; null lets everybody in.</param>
internal sealed record AccessRule(string? Scope)
{
    /// <summary>Everybody, without a key.</summary>
    public static readonly AccessRule Open = new((string?)null);
}

internal static class AccessRules
{
    /// <summary>Lets callers in whose key has the scope.</summary>
    public static T RequireScope<T>(this T route, string scope) where T : IEndpointConventionBuilder => route.WithMetadata(new AccessRule(scope));

    /// <summary>Lets everybody in.</summary>
    public static T AllowWithoutKey<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(AccessRule.Open);
}
