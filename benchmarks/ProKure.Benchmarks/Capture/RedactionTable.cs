using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Benchmarks.Capture;

/// <summary>How fast bodies are redacted, beside reading the same JSON with the platform's reader and copying it, in one run.</summary>
internal static class RedactionTable
{
    private const double Seconds = 1;
    private const int Large = 128 * 1024;

    public static string Make()
    {
        var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Redaction

            One run on one machine, one core (.NET {Environment.Version}); CPU time of the process, of many short runs the one that a tenth are faster than: what else the machine does counts little. Pieces of 16 KiB, as a stream has them.

            | body | bytes | removed | a body | MB/s | Utf8JsonReader over the same |
            |---|---:|---:|---:|---:|---:|

            """));
        foreach (var (name, type, text) in Bodies())
        {
            var body = Encoding.UTF8.GetBytes(text);
            var output = new ArrayBufferWriter<byte>(body.Length * 2);
            var found = new RedactedFields();
            Redact(body, type, output, found);
            var ours = Measure(() => Redact(body, type, output, new RedactedFields()));
            var reader = type == "application/json" ? Measure(() => Read(body)) : (double?)null;
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {body.Length:N0} | {found.Count:N0} | {ours * 1e6:N1} µs | {body.Length / ours / 1e6:N0} | {(reader is { } time ? $"{body.Length / time / 1e6:N0}" : "-")} |");
        }

        return table.ToString();
    }

    private static IEnumerable<(string Name, string Type, string Text)> Bodies()
    {
        const string order =
            """{"po_number":"PO-4711","company":"DE01","currency":"EUR","created_at":"2026-11-26T11:05:44Z","vendor":{"external_code":"V-100045","name":"Müller & Söhne GmbH","city":"Köln"},"items":[{"line":1,"item_code":"MAT-1001","description":"Hex bolt M8x40, zinc plated","quantity":10,"price":12.50,"uom":"PCE"},{"line":2,"item_code":"MAT-2002","description":"Washer \"A\" 8.4","quantity":250,"price":0.04,"uom":"PCE"}]}""";
        const string login = """{"user":"anna","password":"hunter2","iban":"DE89370400440532013000","note":"Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"}""";
        const string xml =
            "<Order id='4711'><Vendor code=\"V-100045\">Müller &amp; Söhne</Vendor><Item><Material>MAT-1001</Material><Text>Hex bolt M8x40, zinc plated</Text><Qty uom='PCE'>10</Qty></Item><Auth><Password>hunter2</Password></Auth></Order>";
        const string line = "2026-11-26 11:05:44.123 INFO  order PO-4711 of V-100045 sent to SAP: HTTP 201 in 31 ms, 2 items, total 125.00 EUR (0198c0de-0000-7000-8000-000000000001)\n";
        yield return ("JSON, an order", "application/json", order);
        yield return ("JSON, an order in which nothing is removed, again and again", "application/json", Many(order, ",", "[", "]"));
        yield return ("JSON, one object in four with three secrets", "application/json", Many($"{order},{order},{order},{login}", ",", "[", "]"));
        yield return ("JSON, one long string", "application/json", $"{{\"text\":\"{Many("lorem ipsum dolor sit amet, ", "", "", "")}\"}}");
        yield return ("XML, orders with a password", "application/xml", Many(xml, "", "<Orders>", "</Orders>"));
        yield return ("text, log lines", "text/plain", Many(line, "", "", ""));
        yield return ("text, log lines, one in ten with a secret", "text/plain", Many($"{string.Concat(Enumerable.Repeat(line, 9))}login failed: password=hunter2 token: abc\n", "", "", ""));
        yield return ("form", "application/x-www-form-urlencoded", Many("po=PO-4711&vendor=M%C3%BCller&text=Hex+bolt+M8x40&qty=10&password=hunter2", "&", "", ""));
    }

    private static string Many(string piece, string between, string before, string after) =>
        $"{before}{string.Join(between, Enumerable.Repeat(piece, Math.Max(1, Large / piece.Length)))}{after}";

    private static void Redact(byte[] body, string type, ArrayBufferWriter<byte> output, RedactedFields found)
    {
        const int piece = 16 * 1024;
        output.ResetWrittenCount();
        var writer = new RedactionWriter(RedactionRules.Default, type, output, found);
        for (var at = 0; at < body.Length; at += piece)
            writer.Write(body.AsSpan(at, Math.Min(piece, body.Length - at)));
        writer.Complete();
    }

    private static void Read(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
        }
    }

    // CPU time in seconds. Other processes on the same core show in the clock on the wall, and hardly here.
    private static double Measure(Action run)
    {
        for (var warm = 0.0; warm < Seconds;)
            warm += CpuTimeOf(run, 8);
        var once = CpuTimeOf(run, 1);
        var batch = Math.Max(1, (int)(0.005 / Math.Max(once, 1e-7)));
        var times = new List<double>();
        for (var total = 0.0; total < Seconds; total += times[^1] * batch)
            times.Add(CpuTimeOf(run, batch));
        times.Sort();
        return times[times.Count / 10];
    }

    private static double CpuTimeOf(Action run, int times)
    {
        var began = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < times; i++)
            run();
        return (Environment.CpuUsage.TotalTime - began).TotalSeconds / times;
    }
}
