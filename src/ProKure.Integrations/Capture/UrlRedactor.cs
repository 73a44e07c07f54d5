using System.Buffers;
using System.Text;
using ProKure.Integrations.Capture.Formats;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture;

/// <summary>Removes user-info, the values of sensitive parameters in query and fragment, and patterns anywhere, from a URL; the rest stays as written.</summary>
internal sealed class UrlRedactor(RedactionRules rules)
{
    public string Redact(string url, RedactedFields redacted)
    {
        var output = new ArrayBufferWriter<byte>(url.Length + 32);
        var bytes = Encoding.UTF8.GetBytes(url);
        var before = redacted.Count;
        var query = bytes.AsSpan().IndexOfAny((byte)'?', (byte)'#');
        RedactPath(query < 0 ? bytes : bytes.AsSpan(0, query), output, redacted);
        for (var at = query; at >= 0 && at < bytes.Length;)
        {
            output.Write(bytes.AsSpan(at, 1));
            var rest = bytes.AsSpan(at + 1);
            var end = rest.IndexOf((byte)'#');
            var part = end < 0 ? rest : rest[..end];
            RedactParameters(part, output, redacted);
            at = end < 0 ? -1 : at + 1 + end;
        }

        return redacted.Count == before ? url : Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private void RedactPath(ReadOnlySpan<byte> path, IBufferWriter<byte> output, RedactedFields redacted)
    {
        if (!TextScan.TryRedact(new RedactionScope(rules, redacted, "url"), path, output))
            output.Write(path);
    }

    private void RedactParameters(ReadOnlySpan<byte> parameters, IBufferWriter<byte> output, RedactedFields redacted)
    {
        var pass = new FormPass(new RedactionScope(rules, redacted, "query"), output);
        pass.Write(parameters);
        pass.Complete();
    }
}
