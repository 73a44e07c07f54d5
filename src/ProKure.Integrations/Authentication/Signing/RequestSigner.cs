using System.Globalization;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Authentication.Signing;

/// <summary>Puts a proof of who calls on a request.</summary>
internal abstract class RequestSigner
{
    /// <summary>Leaves requests as they are.</summary>
    public static readonly RequestSigner None = new NoSigner();

    /// <summary>The request with its proof; the one given stays as it is, so that it can be signed again.</summary>
    public abstract OutgoingRequest Sign(OutgoingRequest request);

    /// <summary>The headers with one more, in place of those of its name.</summary>
    protected static List<KeyValuePair<string, string>> With(IEnumerable<KeyValuePair<string, string>> headers, string name, string value) =>
        [.. headers.Where(header => !header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)), new(name, value)];

    private sealed class NoSigner : RequestSigner
    {
        public override OutgoingRequest Sign(OutgoingRequest request) => request;
    }
}

/// <summary>A header with a fixed value.</summary>
internal sealed class HeaderSigner(string name, string value) : RequestSigner
{
    public override OutgoingRequest Sign(OutgoingRequest request) => request with { Headers = With(request.Headers, name, value) };
}

/// <summary>A query parameter with a fixed value, last in the query.</summary>
internal sealed class QuerySigner(string name, string value) : RequestSigner
{
    public override OutgoingRequest Sign(OutgoingRequest request)
    {
        var parameter = $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
        var url = request.Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped);
        return request with { Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"{url}{(request.Url.Query.Length > 1 ? '&' : '?')}{parameter}")) };
    }
}
