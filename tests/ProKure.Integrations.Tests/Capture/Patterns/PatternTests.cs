using ProKure.Integrations.Capture.Rules;
using ProKure.TestKit.Capture;

namespace ProKure.Integrations.Tests.Capture.Patterns;

public sealed class PatternTests
{
    public static TheoryData<string, string> NearMisses => new()
    {
        { "aws-access-key", "AKIA2345" },
        { "aws-access-key", "XAKIAABCDEFGHIJKLMNOP" },
        { "aws-access-key", "AKIAABCDEFGHIJKLMNOPQRST" },
        { "aws-access-key", "akiaabcdefghijklmnop" },
        { "google-api-key", "AIza is how keys of Google begin" },
        { "google-api-key", "AIzaSyA-too-short" },
        { "stripe-key", "sk_live_short" },
        { "stripe-key", "pk_live_abcdefghijklmnopqrstuvwx" },
        { "stripe-key", "risk_live_abcdefghijklmnopqrstuvwx" },
        { "webhook-secret", "whsec_1" },
        { "github-token", "ghp_tooshort" },
        { "github-token", "a ghp_ prefix" },
        { "gitlab-token", "glpat-short" },
        { "slack-token", "xoxb-" },
        { "slack-token", "https://slack.com/services/about" },
        { "twilio-key", "SKU0123456789abcdef0123456789abcdef" },
        { "twilio-key", "AC0123456789abcdef0123456789abcdef" },
        { "twilio-key", "SK0123456789abcdef0123456789abcdef0" },
        { "mailgun-key", "key-account manager" },
        { "mailgun-key", "monkey-0123456789abcdef0123456789abcdef" },
        { "mailchimp-key", "d41d8cd98f00b204e9800998ecf8427e-eu1" },
        { "mailchimp-key", "d41d8cd98f00b204e9800998ecf8427e" },
        { "telegram-token", "123456789:AAshort" },
        { "telegram-token", "2026-11-26T11:05:44.123Z" },
        { "sendgrid-key", "SG.Singapore.office" },
        { "azure-client-secret", "Q~ is not enough" },
        { "npm-token", "npm_config_registry" },
        { "pypi-token", "pypi-server" },
        { "openai-key", "sk-learn and sk-proj-x" },
        { "openai-key", "task-abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuv" },
        { "shopify-token", "shpat_123" },
        { "huggingface-token", "hf_hub_download" },
        { "databricks-token", "dapi is short" },
        { "vault-token", "hvs.short" },
        { "age-key", "AGE-SECRET-KEY-1 begins one" },
        { "jwt", "eyJ is how a JWT begins" },
        { "jwt", "eyJhbGciOiJIUzI1NiJ9 alone has no payload" },
        { "private-key", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----" },
        { "private-key", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----" },
        { "private-key", "a -----BEGIN of something" },
        { "bearer-token", "the bearer of this note" },
        { "bearer-token", "the bearer authenticates" },
        { "bearer-token", "Bearer " },
        { "basic-credential", "Basic authentication is required" },
        { "basic-credential", "basic information" },
        { "card-number", "4111111111111112" },
        { "card-number", "4006381333931" },
        { "card-number", "1234567890123452" },
        { "card-number", "1732620344123" },
        { "card-number", "GTIN 04006381333931" },
        { "card-number", "a4111111111111111b" },
        { "card-number", "0.4111111111111111" },
        { "card-number", "PO 4500012345 item 00010" },
        { "card-number", "0198c0de-0000-7000-8000-000000000001" },
        { "iban", "DE89370400440532013001" },
        { "iban", "DE8937040044053201300" },
        { "iban", "DE893704004405320130000" },
        { "iban", "PO4711 and MAT-1001, DE01" },
        { "iban", "XX89370400440532013000" },
        { "url-user-info", "https://erp.example:8080/a@b?x=y@z" },
        { "url-user-info", "mail anna@example.com about https://erp.example/" },
        { "credential-name", "Material MAT-1001 is blocked for procurement (06/017); spin: 4, opinion = good" },
        { "credential-name", "page_token=abc&continuationToken: def" },
        { "credential-name", "tokenizer = bpe, passwords_rotated: 3, secretary = Anna" },
        { "credential-name", "password: null, token = false" },
        { "credential-name", "expected a password, got none; see https://erp.example/password/reset" },
        { "credential-name", "token https://erp.example/x and 10 > 9 pins" },
        { "credential-name", "</password> closes" },
        { "encoded-text", "eyJhIjoxLCJiIjoyfQ== is {\"a\":1,\"b\":2}" },
        { "encoded-text", "People said, Wyoming, eyes" },
    };

    public static TheoryData<string, string, string> Hits
    {
        get
        {
            var hits = new TheoryData<string, string, string>();
            foreach (var sample in new SecretSamples(7).OneOfEach())
                hits.Add(sample.RuleId, sample.Text, sample.Secret);
            return hits;
        }
    }

    [Theory]
    [MemberData(nameof(Hits))]
    public void Text_Secret_IsRemovedByItsRule(string ruleId, string text, string secret)
    {
        foreach (var (before, after) in new[] { ("", ""), ("The call failed: ", ", try again."), ("(", ")"), ("key \"", "\""), ("a\n", "\nb") })
        {
            var redacted = Redact.Body($"{before}{text}{after}", "text/plain");

            Assert.DoesNotContain(secret, redacted.Text, StringComparison.Ordinal);
            Assert.Equal([ruleId], redacted.RuleIds.Distinct(StringComparer.Ordinal), StringComparer.Ordinal);
            Assert.StartsWith(before, redacted.Text, StringComparison.Ordinal);
            Assert.EndsWith(after.TrimStart(',', ')'), redacted.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(NearMisses))]
    public void Text_NearMiss_StaysAsItIs(string ruleId, string text)
    {
        Assert.Contains(RedactionCatalogue.Defaults, rule => rule.Id == ruleId);
        foreach (var around in new[] { text, $"({text})", $"The call failed: {text} after 3 s." })
        {
            var redacted = Redact.Body(around, "text/plain");

            Assert.Equal(around, redacted.Text);
            Assert.Empty(redacted.Fields.Names);
        }
    }

    [Fact]
    public void Hits_EveryRuleForText_HasOne()
    {
        string[] others = ["credential-name", "payment-name", "header", "cookie", "encoded-text", "xml-doctype", "unreadable-charset"];
        var tested = new SecretSamples(1).OneOfEach().Select(sample => sample.RuleId).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(RedactionCatalogue.Defaults.Select(rule => rule.Id), id => !tested.Contains(id) && !others.Contains(id, StringComparer.Ordinal));
        Assert.Distinct(RedactionCatalogue.Defaults.Select(rule => rule.Id), StringComparer.Ordinal);
        Assert.All(RedactionCatalogue.Defaults, rule => Assert.NotEmpty(rule.Description));
    }

    [Theory]
    [InlineData("password=hunter2", "password=[REDACTED]")]
    [InlineData("password=hunter2&user=anna", "password=[REDACTED]&user=anna")]
    [InlineData("""Login failed: password="hunter 2", user=anna""", """Login failed: password="[REDACTED]", user=anna""")]
    [InlineData("client secret = s3cr3t", "client secret = [REDACTED]")]
    [InlineData("""{"client_secret":"s3cr3t!value","x":""", """{"client_secret":"[REDACTED]","x":""")]
    [InlineData("""text {\"api_key\":\"abc123\\\"def\",\"x\":1}""", """text {\"api_key\":\"[REDACTED]\",\"x\":1}""")]
    [InlineData("'token' => 'abc', 'a' => 1", "'token' => '[REDACTED]', 'a' => 1")]
    [InlineData("secret := abc", "secret := [REDACTED]")]
    [InlineData("pass%77ord=abc&x", "pass%77ord=[REDACTED]&x")]
    [InlineData("user[password]=abc", "user[password]=[REDACTED]")]
    [InlineData("""note {"pass\u0077ord":"abc"} end""", """note {"pass\u0077ord":"[REDACTED]"} end""")]
    [InlineData("see {\"credentials\": {\"a\":\"}x\",\"b\":[1]}, \"c\":2}", "see {\"credentials\": [REDACTED], \"c\":2}")]
    [InlineData("pin: 1234, spin: 4", "pin: [REDACTED], spin: 4")]
    [InlineData("Authorization: Bearer abc.def x y", "Authorization: Bearer [REDACTED]")]
    [InlineData("Authorization: Hawk id=\"a\", mac=\"b\"\nnext: 1", "Authorization: [REDACTED]\nnext: 1")]
    [InlineData("Set-Cookie: a=b; c=d\r\nDate: now", "Set-Cookie: [REDACTED]\r\nDate: now")]
    [InlineData("in <w:Password>hunter2</w:Password> here", "in <w:Password>[REDACTED]</w:Password> here")]
    [InlineData("userPin=1234 dbPassword2=x", "userPin=[REDACTED] dbPassword2=[REDACTED]")]
    public void Text_NamedValue_LosesTheValueOnly(string text, string expected) => Assert.Equal(expected, Redact.Text(text, "text/plain"));

    [Fact]
    public void Text_EncodedJson_IsRemovedWhereItHoldsASecret()
    {
        var encoded = Convert.ToBase64String("""{"user":"anna","password":"hunter2"}"""u8);

        Assert.Equal("payload [REDACTED] end", Redact.Text($"payload {encoded} end"));
    }

    [Theory]
    [MemberData(nameof(Hits))]
    public void Text_RedactedAgain_StaysTheSame(string ruleId, string text, string secret)
    {
        var once = Redact.Text($"a {text} b", "text/plain");

        Assert.Equal(once, Redact.Text(once, "text/plain"));
        Assert.NotEqual(ruleId, secret, StringComparer.Ordinal);
    }

    // Hexadecimal digits that begin as base64 of JSON does hide no key that ends in them.
    [Theory]
    [InlineData("e0593d6c3812cfae518f3a5d3d08a008-us23")]
    [InlineData("see e46c35aa5c7976ecf781a2e317168fb5-us6 there")]
    public void Text_KeyThatBeginsLikeBase64_IsRemoved(string text)
    {
        Assert.Equal(["mailchimp-key"], Redact.Body(text, "text/plain").RuleIds, StringComparer.Ordinal);
        Assert.DoesNotContain("08a008", Redact.Text(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ACME-####-*", "ACME-1234-abcDEF_9", true)]
    [InlineData("ACME-####-*", "ACME-12x4-abc", false)]
    [InlineData("ACME-####-*", "ACME-1234-", false)]
    [InlineData("vn_??##", "vn_aB12", true)]
    [InlineData("vn_??##", "vn_aB123", false)]
    [InlineData("vn_??##", "xvn_aB12", false)]
    public void Text_PatternOfConfiguration_HitsWhatItDescribes(string pattern, string text, bool isHit)
    {
        var rules = RedactionRules.With([new OwnedRules("endpoint", [], [pattern], [])]);

        var redacted = Redact.Body($"id {text}, done", "text/plain", rules);

        Assert.Equal(isHit ? "id [REDACTED], done" : $"id {text}, done", redacted.Text);
        Assert.Equal(isHit ? [$"endpoint:{pattern}"] : [], redacted.RuleIds, StringComparer.Ordinal);
    }
}
