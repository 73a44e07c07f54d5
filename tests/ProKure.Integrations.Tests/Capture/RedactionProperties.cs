using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CsCheck;
using ProKure.TestKit.Capture;

namespace ProKure.Integrations.Tests.Capture;

/// <summary>What holds for every body: no secret survives, all else stays, and it does not matter how the body was cut.</summary>
public sealed class RedactionProperties
{
    private const long Runs = 300;

    private static readonly string[] SensitiveNames =
        ["password", "Api_Key", "refreshToken", "CLIENT-SECRET", "vendor_iban", "cardNumber", "pin", "Authorization", "db.password", "sessionId"];

    private static readonly string[] HarmlessNames = ["a", "name1", "größe", "po_number", "Items", "x-y", "nextPageToken", "spin", "description", "n"];
    private static readonly string[] HarmlessTexts =
    [
        "", "x", "Material MAT-1001", "2026-11-26T11:05:44Z", "4500012345", "Größe: 4 \"quoted\" \\ back / slash", "日本\n\ttab", "a=b", "10 > 9", "<none>", "[x]", "{y",
        "100 %", "eyJ", "PO-4711", "https://erp.example/a?b=1", "0198c0de-0000-7000-8000-000000000001", "Basic information",
    ];

    private static readonly SecretSample[] Secrets = [.. Enumerable.Range(1, 5).SelectMany(seed => new SecretSamples(seed).OneOfEach())];

    private static Gen<SecretSample> Secret => Gen.Int[0, Secrets.Length - 1].Select(i => Secrets[i]);

    private static Gen<string> Harmless => Gen.OneOf(Gen.Int[0, HarmlessTexts.Length - 1].Select(i => HarmlessTexts[i]), Gen.String[Gen.Char["abc XYZ.,-é\"\\<&'%+"], 0, 20]);

    // A value, and what it has to read as afterwards; null when it is to be removed whole.
    private static Gen<Node> Leaf => Gen.Frequency(
        (4, Harmless.Select(text => new Node(text, null))),
        (2, Secret.Select(secret => new Node(secret.Text, secret.Secret))),
        (1, Gen.Select(Secret, Harmless).Select((secret, text) => new Node($"{text.Replace('=', ' ')} ({secret.Text}) end", secret.Secret))));

    private static Gen<List<Field>> Fields(int depth) =>
        Gen.Select(Gen.Int[0, 9], Gen.Bool, Gen.Frequency((7, Gen.Const(false)), (2, Gen.Const(true))), Leaf, depth > 0 ? Fields(depth - 1) : Gen.Const(new List<Field>()), Gen.Int[0, 9])
            .Select((name, isNested, isSensitive, leaf, children, unique) => new Field(
                isSensitive ? SensitiveNames[name] : HarmlessNames[name], isSensitive, leaf, isNested && depth > 0 ? children : null))
            .List[0, 5];

    [Fact]
    public void Json_AnySecretAnywhere_IsGoneAndAllElseStays() =>
        Fields(3).Sample(
            fields =>
            {
                var json = Json(fields);
                var redacted = Redact.Text(json);
                AssertNoSecret(fields, redacted);
                using var before = JsonDocument.Parse(json);
                using var after = JsonDocument.Parse(redacted);
                AssertSame(fields, before.RootElement, after.RootElement);
            },
            iter: Runs, threads: 1);

    [Fact]
    public void Xml_AnySecretAnywhere_IsGoneAndAllElseStays() =>
        Fields(3).Sample(
            fields =>
            {
                var xml = Xml("root", fields).ToString(SaveOptions.DisableFormatting);
                var redacted = Redact.Text(xml);
                AssertNoSecret(fields, redacted);
                AssertSame(fields, XElement.Parse(xml, LoadOptions.PreserveWhitespace), XElement.Parse(redacted, LoadOptions.PreserveWhitespace));
            },
            iter: Runs, threads: 1);

    [Fact]
    public void Form_AnySecretAnywhere_IsGoneAndAllElseStays() =>
        Fields(0).Sample(
            fields =>
            {
                var form = Form(fields);
                var redacted = Redact.Text(form, "application/x-www-form-urlencoded");
                AssertNoSecret(fields, Uri.UnescapeDataString(redacted.Replace('+', ' ')));
                var (before, after) = (form.Split('&'), redacted.Split('&'));
                Assert.Equal(before.Length, after.Length);
                for (var i = 0; i < fields.Count; i++)
                {
                    if (!fields[i].IsSensitive && fields[i].Leaf.Secret is null)
                        Assert.Equal(before[i], after[i]);
                }
            },
            iter: Runs, threads: 1);

    [Fact]
    public void Text_AnySecretAnywhere_IsGoneAndAllElseStays() =>
        Gen.Select(Secret, Gen.Int[0, HarmlessTexts.Length - 1], Gen.Int[0, HarmlessTexts.Length - 1]).Sample(
            (secret, before, after) =>
            {
                var redacted = Redact.Text($"note {HarmlessTexts[before]}\n{secret.Text}\n{HarmlessTexts[after]} end", "text/plain");
                Assert.DoesNotContain(secret.Secret, redacted, StringComparison.Ordinal);
                Assert.StartsWith($"note {HarmlessTexts[before]}\n", redacted, StringComparison.Ordinal);
                Assert.EndsWith($"\n{HarmlessTexts[after]} end", redacted, StringComparison.Ordinal);
            },
            iter: Runs, threads: 1);

    [Fact]
    public void AnyBody_CutAnywhere_GivesTheSame() =>
        Gen.Select(Fields(2), Secret, Gen.Int[1, 70].List[1, 5], Gen.Int[0, 7], Gen.Int[0, 400]).Sample(
            (fields, secret, pieces, kind, cut) =>
            {
                var (body, type) = BodyOf(kind, fields, secret);
                AssertSameCut(body.AsSpan(0, Math.Max(0, body.Length - cut)).ToArray(), type, pieces);
            },
            iter: Runs, threads: 1);

    [Theory]
    [InlineData(64 * 1024 - 20)]
    [InlineData(64 * 1024 - 2)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 3)]
    [InlineData(200_000)]
    public void LongTokens_CutAnywhere_GiveTheSame(int length)
    {
        var fill = new string('f', length);
        var escaped = string.Concat(Enumerable.Repeat("a\\u00e9\\n\\\"", length / 10));
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"password":"x","fill":"{{fill}}"}"""));
        string[] bodies =
        [
            $$"""{"a":"{{fill}}","b":"{{escaped}} Bearer abcDEF123456","password":"{{fill}}","{{fill}}":1}""",
            $"<a b='{fill[..100]}'>{fill} password=x &amp; {fill}<!--{fill}--><![CDATA[{fill}]]><password>{fill}</password></a>",
            $"a={fill}&password={fill}&b=%7B%22token%22:%22{fill}%22%7D&{fill}",
            $"{fill} password={fill} {fill} -----BEGIN PRIVATE KEY-----{fill}-----END PRIVATE KEY----- x",
            $"<a {fill} b='{fill}'>x</a>",
            encoded,
            $$"""{"doc":"{{encoded}}"}""",
            $"{encoded}. and more",
        ];
        foreach (var body in bodies)
            AssertSameCut(Encoding.UTF8.GetBytes(body), null, [1_000, 1, 31_000, 7, 65_536]);
    }

    private static void AssertSameCut(byte[] body, string? type, List<int> pieces)
    {
        var whole = Redact.Bytes(body, type);
        // What comes byte by byte is never read at a glance.
        foreach (var cuts in body.Length < 4_000 ? (List<int>[])[pieces, [1]] : [pieces])
        {
            var cut = Redact.Bytes(body, type, null, cuts);
            Assert.Equal(whole.Text, cut.Text);
            Assert.Equal(whole.Format, cut.Format);
            Assert.Equal(whole.Fields.Findings, cut.Fields.Findings);
        }
    }

    private static (byte[] Body, string? Type) BodyOf(int kind, List<Field> fields, SecretSample secret) => kind switch
    {
        0 => (Encoding.UTF8.GetBytes(Json(fields)), "application/json"),
        1 => (Encoding.UTF8.GetBytes(Xml("root", fields).ToString()), "application/xml"),
        2 => (Encoding.UTF8.GetBytes(Form(fields)), "application/x-www-form-urlencoded"),
        3 => (Encoding.Unicode.GetBytes(Json(fields)), null),
        4 => (Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=x\r\n\r\n{Json(fields)}\r\n--b\r\nX-A: {secret.Secret}\r\n\r\n{secret.Text}\r\n--b--\r\n"), "multipart/form-data; boundary=b"),
        5 => (Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Json(fields)))), null),
        6 => (Encoding.UTF8.GetBytes($"a\n{secret.Text}\r\nb {Json(fields)} {secret.Text}"), "text/plain"),
        _ => ([.. Encoding.Latin1.GetBytes($"ä {secret.Text} ö "), 0, 0xFF, .. Encoding.UTF8.GetBytes(secret.Text)], "application/octet-stream"),
    };

    private static string Json(List<Field> fields) => $"{{{string.Join(",", fields.Select((field, i) => $"{JsonSerializer.Serialize(field.Name)} : {Value(field, i)}"))}}}";

    private static string Value(Field field, int index) => field.Children is { } children
        ? index % 2 == 0 ? Json(children) : $"[{Json(children)}, 1.50, {Json(children)}]"
        : JsonSerializer.Serialize(field.Leaf.Text);

    private static XElement Xml(string name, List<Field> fields) => new(
        name,
        fields.Select(field => field.Children is { } children
            ? Xml(ElementName(field.Name), children)
            : new XElement(ElementName(field.Name), field.Leaf.Text)));

    private static string ElementName(string name) => name.Replace(' ', '_');

    private static string Form(List<Field> fields) =>
        string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Leaf.Text)}"));

    private static void AssertNoSecret(List<Field> fields, string redacted)
    {
        foreach (var field in fields)
        {
            if (field.Children is { } children)
                AssertNoSecret(children, redacted);
            else if (field.Leaf.Secret is { } secret)
                Assert.DoesNotContain(secret, redacted, StringComparison.Ordinal);
        }
    }

    private static void AssertSame(List<Field> fields, JsonElement before, JsonElement after)
    {
        var (befores, afters) = (before.EnumerateObject().ToList(), after.EnumerateObject().ToList());
        Assert.Equal(befores.Select(property => property.Name), afters.Select(property => property.Name), StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
        {
            var (field, was, now) = (fields[i], befores[i].Value, afters[i].Value);
            if (field.IsSensitive)
                Assert.True(now.ValueKind == JsonValueKind.String && (now.GetString() == "[REDACTED]" || (field.Children is null && field.Leaf.Text.Length == 0)));
            else if (field.Children is { } children && was.ValueKind == JsonValueKind.Object)
                AssertSame(children, was, now);
            else if (field.Children is null && field.Leaf.Secret is null)
                Assert.Equal(was.GetRawText(), now.GetRawText());
        }
    }

    private static void AssertSame(List<Field> fields, XElement before, XElement after)
    {
        var (befores, afters) = (before.Elements().ToList(), after.Elements().ToList());
        Assert.Equal(befores.Select(element => element.Name), afters.Select(element => element.Name));
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].IsSensitive)
                Assert.True(string.IsNullOrWhiteSpace(before.Elements().ElementAt(i).Value) || afters[i].Value == "[REDACTED]" || befores[i].IsEmpty, string.Create(CultureInfo.InvariantCulture, $"{i}: {afters[i]}"));
            else if (fields[i].Children is { } children)
                AssertSame(children, befores[i], afters[i]);
            else if (fields[i].Leaf.Secret is null)
                Assert.Equal(befores[i].Value, afters[i].Value);
        }
    }

    private sealed record Node(string Text, string? Secret);

    private sealed record Field(string Name, bool IsSensitive, Node Leaf, List<Field>? Children);
}
