namespace ProKure.Integrations.Configuration.Validation;

internal static class BaseUrlChecks
{
    private const string Expected = "Expected an absolute http or https URL, such as https://sap.example.com/api";

    public static void Check(RowFaults faults, string path, Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.Host.Length == 0)
        {
            faults.Add(path, $"{Expected}, found {Shown.Value(url.OriginalString)}.");
            return;
        }

        // The URL is not repeated in these messages: what stands in front of the @ may be a password.
        if (url.UserInfo.Length > 0)
            faults.Add(path, $"Expected no user name or password in the URL. {HeaderChecks.WhereCredentialsBelong}");
        if (url.OriginalString.Contains('?', StringComparison.Ordinal))
            faults.Add(path, "Expected no query in the URL; parameters belong to an endpoint's query.");
        if (url.OriginalString.Contains('#', StringComparison.Ordinal))
            faults.Add(path, "Expected no fragment in the URL; it is never sent.");
        if (url.OriginalString.AsSpan().ContainsAny('{', '}'))
            faults.Add(path, "Expected no braces in the URL; parameters belong to an endpoint's path.");
    }
}
