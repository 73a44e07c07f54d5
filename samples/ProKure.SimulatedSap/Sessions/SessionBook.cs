using System.Security.Cryptography;

namespace ProKure.Samples.Sap.Sessions;

/// <summary>The open sessions of callers that asked for an anti-forgery token.</summary>
public sealed class SessionBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private int _opened;

    /// <summary>How many were opened since the start.</summary>
    public int Opened
    {
        get
        {
            lock (_gate)
                return _opened;
        }
    }

    /// <summary>Ends all sessions, as a restart or a time-out does.</summary>
    public void EndAll()
    {
        lock (_gate)
            _tokens.Clear();
    }

    internal (string Session, string Token) Open()
    {
        var (session, token) = (RandomNumberGenerator.GetHexString(16), RandomNumberGenerator.GetHexString(24));
        lock (_gate)
        {
            _tokens.Add(session, token);
            _opened++;
        }

        return (session, token);
    }

    internal bool Holds(string? session, string? token)
    {
        lock (_gate)
            return session is not null && token is not null && _tokens.TryGetValue(session, out var expected) && expected == token;
    }
}
