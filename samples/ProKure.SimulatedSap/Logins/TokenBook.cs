using System.Security.Cryptography;

namespace ProKure.Samples.Sap.Logins;

/// <summary>The access tokens that are valid, and the one refresh token that is.</summary>
public sealed class TokenBook
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _valid = new(StringComparer.Ordinal);
    private string _refresh = SimulatedLogins.RefreshToken;
    private int _given;

    /// <summary>How many access tokens were given since the start.</summary>
    public int Given
    {
        get
        {
            lock (_gate)
                return _given;
        }
    }

    /// <summary>Makes all access tokens void, as a restart of an authorization server does.</summary>
    public void VoidAll()
    {
        lock (_gate)
            _valid.Clear();
    }

    internal string Give()
    {
        var token = $"sim-{RandomNumberGenerator.GetHexString(40, lowercase: true)}";
        lock (_gate)
        {
            _valid.Add(token);
            _given++;
        }

        return token;
    }

    /// <summary>Takes a refresh token in for the next one; null where it is not the one that is valid.</summary>
    internal string? Refresh(string token)
    {
        lock (_gate)
            return token == _refresh ? _refresh = $"simulated-refresh-{RandomNumberGenerator.GetHexString(40, lowercase: true)}" : null;
    }

    internal bool IsValid(string token)
    {
        lock (_gate)
            return _valid.Contains(token);
    }
}
