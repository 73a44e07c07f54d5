using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Security;

/// <summary>What a key allows. The key itself stands for the caller: no object is made for each request.</summary>
internal static class KeyRights
{
    public static ApiKeyConfig Caller(this HttpContext context) =>
        context.Features.Get<ApiKeyConfig>() ?? throw new InvalidOperationException("The route lets callers in without a key.");

    public static bool Has(this ApiKeyConfig key, string scope)
    {
        foreach (var granted in key.Scopes)
        {
            if (granted == scope || granted == Scopes.Admin)
                return true;
        }

        return false;
    }

    public static bool MayUse(this ApiKeyConfig key, string systemCode)
    {
        foreach (var system in key.Systems)
        {
            if (system == systemCode)
                return true;
        }

        return key.Systems.IsEmpty;
    }

    /// <summary>Whether the key may do all that the other one may.</summary>
    public static bool Covers(this ApiKeyConfig key, ApiKeyConfig other) =>
        other.Scopes.All(key.Has) && (key.Systems.IsEmpty || (!other.Systems.IsEmpty && other.Systems.All(key.MayUse)));

    /// <summary>The key's owner as the audit trail names it.</summary>
    public static string AuditName(this ApiKeyConfig key) => $"{key.Name} ({key.Id})";
}
