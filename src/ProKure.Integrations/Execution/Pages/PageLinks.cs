using System.Net.Http.Headers;
using System.Text;

namespace ProKure.Integrations.Execution.Pages;

/// <summary>The way from one page to the next: links in answers, and query parameters.</summary>
internal static class PageLinks
{
    private const int MaxLinkLength = 8_192;

    /// <summary>The target of the first link with the relation <c>next</c> (RFC 8288, section 3); null for none.</summary>
    public static string? NextIn(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Link", out var values))
            return null;
        foreach (var value in values)
        {
            var rest = value.AsSpan();
            while (TakeLink(ref rest, out var target, out var parameters))
            {
                if (IsNext(parameters))
                    return target.ToString();
            }
        }

        return null;
    }

    /// <summary>The URL that a link of an answer leads to.</summary>
    /// <exception cref="PageException">It is no URL, or leads away from the system's base URL: credentials would follow it there.</exception>
    public static Uri Resolve(string link, Uri requested, Uri baseUrl)
    {
        if (link.Length > MaxLinkLength || !Uri.TryCreate(requested, link, out var url))
            throw new PageException(PageException.Link, "The link to the next page is no URL.");
        var isInside = url.Scheme == baseUrl.Scheme
            && url.IdnHost.Equals(baseUrl.IdnHost, StringComparison.OrdinalIgnoreCase)
            && url.Port == baseUrl.Port
            && url.UserInfo.Length == 0
            && IsBelow(url.AbsolutePath, baseUrl.AbsolutePath);
        return isInside
            ? new Uri(url.GetLeftPart(UriPartial.Query))
            : throw new PageException(
                PageException.Link, $"The link to the next page leads to {url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}, away from the system's base URL; it is not followed.");
    }

    /// <summary>The URL with one query parameter set, in place of what it had before.</summary>
    public static Uri With(Uri url, string name, string value)
    {
        var query = new StringBuilder();
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var written = pair.Split('=', 2)[0];
            if (!Uri.UnescapeDataString(written.Replace('+', ' ')).Equals(name, StringComparison.Ordinal))
                query.Append(pair).Append('&');
        }

        query.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return new Uri($"{url.GetLeftPart(UriPartial.Path)}?{query}");
    }

    private static bool IsBelow(string path, string basePath)
    {
        var prefix = basePath.TrimEnd('/');
        return path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/');
    }

    // <target>; name="value, with commas"; other, <target> …
    private static bool TakeLink(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> target, out ReadOnlySpan<char> parameters)
    {
        target = parameters = default;
        var open = rest.IndexOf('<');
        var close = open < 0 ? -1 : rest[open..].IndexOf('>');
        if (close < 0)
            return false;
        target = rest.Slice(open + 1, close - 1).Trim();
        rest = rest[(open + close + 1)..];
        var end = EndOf(rest, ',');
        parameters = rest[..end];
        rest = rest[end..];
        return true;
    }

    private static bool IsNext(ReadOnlySpan<char> parameters)
    {
        while (!parameters.IsEmpty)
        {
            var end = EndOf(parameters, ';');
            var parameter = parameters[..end];
            parameters = parameters[Math.Min(end + 1, parameters.Length)..];
            var equals = parameter.IndexOf('=');
            if (equals < 0 || !parameter[..equals].Trim().Equals("rel", StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var relation in parameter[(equals + 1)..].Trim().Trim('"').ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (relation.Equals("next", StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Where the separator stands, other than between quotes; the length where it does not.</summary>
    private static int EndOf(ReadOnlySpan<char> text, char separator)
    {
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '\\')
                i++;
            else if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && text[i] == separator)
                return i;
        }

        return text.Length;
    }
}
