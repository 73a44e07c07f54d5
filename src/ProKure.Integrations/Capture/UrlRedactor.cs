using System.Text;

namespace ProKure.Integrations.Capture;

/// <summary>Removes user-info and the values of sensitive query parameters from a URL; the rest stays as written.</summary>
internal sealed class UrlRedactor(SensitiveNames names)
{
    public string Redact(string url, RedactedFields redacted)
    {
        var withoutUser = RemoveUserInfo(url, redacted);
        var question = withoutUser.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? withoutUser : RedactQuery(withoutUser, question + 1, redacted);
    }

    private static string RemoveUserInfo(string url, RedactedFields redacted)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return url;
        var authority = scheme + 3;
        var end = url.AsSpan(authority).IndexOfAny('/', '?', '#');
        var at = url.AsSpan(authority, end < 0 ? url.Length - authority : end).LastIndexOf('@');
        if (at < 0)
            return url;
        redacted.Add("url user-info");
        return string.Concat(url.AsSpan(0, authority), Redaction.Placeholder, url.AsSpan(authority + at));
    }

    private string RedactQuery(string url, int start, RedactedFields redacted)
    {
        StringBuilder? changed = null;
        var copied = 0;
        var fragment = url.IndexOf('#', start);
        var end = fragment < 0 ? url.Length : fragment;
        for (var at = start; at < end;)
        {
            var next = url.IndexOf('&', at, end - at);
            var stop = next < 0 ? end : next;
            var equals = url.IndexOf('=', at, stop - at);
            if (equals >= 0 && stop > equals + 1)
            {
                var name = Uri.UnescapeDataString(url[at..equals].Replace('+', ' '));
                if (names.Contains(name))
                {
                    changed ??= new StringBuilder(url.Length);
                    changed.Append(url, copied, equals + 1 - copied).Append(Redaction.Placeholder);
                    copied = stop;
                    redacted.Add($"query {name}");
                }
            }

            at = stop + 1;
        }

        return changed is null ? url : changed.Append(url, copied, url.Length - copied).ToString();
    }
}
