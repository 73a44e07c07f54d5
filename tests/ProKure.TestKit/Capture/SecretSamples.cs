using System.Globalization;
using System.Text;

namespace ProKure.TestKit.Capture;

/// <summary>A made-up secret and the rule that finds it in plain text.</summary>
public sealed record SecretSample(string RuleId, string Text)
{
    /// <summary>The part of <see cref="Text"/> that must not be found anywhere.</summary>
    public required string Secret { get; init; }
}

/// <summary>Makes secrets of all kinds, the same for the same seed. They have the form of real ones and open nothing.</summary>
public sealed class SecretSamples(int seed)
{
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string Alphanumeric = $"{Upper}{Lower}{Digits}";
    private const string Hex = "0123456789abcdef";
    private uint _state = (uint)(seed * 2_654_435_761L) | 1;

    /// <summary>One of each kind, with the text that it stands in where that matters.</summary>
    public IEnumerable<SecretSample> OneOfEach()
    {
        yield return Whole("aws-access-key", $"AKIA{Pick(16, $"{Upper}234567")}");
        yield return Whole("aws-access-key", $"ASIA{Pick(16, $"{Upper}234567")}");
        yield return Whole("aws-bedrock-key", $"ABSK{Pick(120, Alphanumeric)}");
        yield return Whole("google-api-key", $"AIza{Pick(35, Alphanumeric)}");
        yield return Whole("google-oauth", $"ya29.{Pick(60, Alphanumeric)}");
        yield return Whole("google-oauth", $"GOCSPX-{Pick(28, Alphanumeric)}");
        yield return Whole("stripe-key", $"sk_live_{Pick(24, Alphanumeric)}");
        yield return Whole("stripe-key", $"rk_test_{Pick(99, Alphanumeric)}");
        yield return Whole("webhook-secret", $"whsec_{Pick(32, Alphanumeric)}");
        yield return Whole("github-token", $"ghp_{Pick(36, Alphanumeric)}");
        yield return Whole("github-token", $"ghs_{Pick(36, Alphanumeric)}");
        yield return Whole("github-token", $"github_pat_{Pick(22, Alphanumeric)}_{Pick(59, Alphanumeric)}");
        yield return Whole("gitlab-token", $"glpat-{Pick(20, Alphanumeric)}");
        yield return Whole("slack-token", $"xoxb-{Pick(12, Digits)}-{Pick(12, Digits)}-{Pick(24, Alphanumeric)}");
        yield return Whole("slack-token", $"xapp-1-A{Pick(10, Upper)}-{Pick(13, Digits)}-{Pick(64, Hex)}");
        yield return Inside("slack-webhook", $"https://hooks.slack.com/services/{Pick(9, Upper)}/B{Pick(10, Upper)}/{Pick(24, Alphanumeric)}", text => text[^24..]);
        yield return Whole("twilio-key", $"SK{Pick(32, Hex)}");
        yield return Whole("mailgun-key", $"key-{Pick(32, Hex)}");
        yield return Whole("mailchimp-key", $"{Pick(32, Hex)}-us{Pick(1, "123456789")}{Pick(1, Digits)}");
        yield return Whole("telegram-token", $"{Pick(1, "123456789")}{Pick(8, Digits)}:AA{Pick(33, Alphanumeric)}");
        yield return Whole("sendgrid-key", $"SG.{Pick(22, Alphanumeric)}.{Pick(43, Alphanumeric)}");
        yield return Whole("azure-client-secret", $"{Pick(3, Alphanumeric)}8Q~{Pick(34, Alphanumeric)}");
        yield return Whole("npm-token", $"npm_{Pick(36, Alphanumeric)}");
        yield return Whole("pypi-token", $"pypi-AgEIcHlwaS5vcmc{Pick(80, Alphanumeric)}");
        yield return Whole("openai-key", $"sk-proj-{Pick(48, Alphanumeric)}");
        yield return Whole("openai-key", $"sk-ant-api03-{Pick(93, Alphanumeric)}");
        yield return Whole("square-token", $"sq0csp-{Pick(43, Alphanumeric)}");
        yield return Whole("shopify-token", $"shpat_{Pick(32, Hex)}");
        yield return Whole("digitalocean-token", $"dop_v1_{Pick(64, Hex)}");
        yield return Whole("huggingface-token", $"hf_{Pick(34, Alphanumeric)}");
        yield return Whole("docker-token", $"dckr_pat_{Pick(27, Alphanumeric)}");
        yield return Whole("databricks-token", $"dapi{Pick(32, Hex)}");
        yield return Whole("vault-token", $"hvs.{Pick(24, Alphanumeric)}");
        yield return Whole("atlassian-token", $"ATATT3{Pick(180, Alphanumeric)}");
        yield return Whole("postman-key", $"PMAK-{Pick(24, Hex)}-{Pick(34, Hex)}");
        yield return Whole("newrelic-key", $"NRAK-{Pick(27, $"{Upper}{Digits}")}");
        yield return Whole("linear-key", $"lin_api_{Pick(40, Alphanumeric)}");
        yield return Whole("pulumi-token", $"pul-{Pick(40, Hex)}");
        yield return Whole("grafana-token", $"glsa_{Pick(32, Alphanumeric)}_{Pick(8, Hex)}");
        yield return Whole("sentry-token", $"sntryu_{Pick(64, Hex)}");
        yield return Whole("supabase-key", $"sb_secret_{Pick(31, Alphanumeric)}");
        yield return Whole("age-key", $"AGE-SECRET-KEY-1{Pick(58, $"{Upper}{Digits}")}");
        yield return Whole("nuget-key", $"oy2{Pick(43, Lower)}");
        yield return Whole("jwt", Jwt());
        yield return Inside("bearer-token", $"Bearer {Pick(40, Alphanumeric)}", text => text[7..]);
        yield return Inside("basic-credential", $"Basic {Base64($"{Pick(6, Lower)}:{Pick(12, Alphanumeric)}")}", text => text[6..]);
        yield return Inside("private-key", Pem("RSA PRIVATE KEY"), text => text.Split('\n')[2]);
        yield return Inside("private-key", Pem("OPENSSH PRIVATE KEY"), text => text.Split('\n')[1]);
        yield return Whole("card-number", Card("4", 16));
        yield return Whole("card-number", Card("55", 16));
        yield return Whole("card-number", Card("37", 15));
        yield return Whole("card-number", Grouped(Card("4", 16), '-'));
        yield return Whole("card-number", Grouped(Card("6011", 16), ' '));
        yield return Whole("iban", Iban("DE", Pick(18, Digits)));
        yield return Whole("iban", Grouped(Iban("GB", $"WEST{Pick(14, Digits)}"), ' '));
        yield return Whole("iban", Iban("FR", Pick(23, Digits)));
        yield return Inside("url-user-info", $"amqps://hub:{Pick(16, Alphanumeric)}@mq.example:5671/v", text => text[12..28]);
        yield return Inside("credential-name", $"Server=db.example;User Id=hub;Password={Pick(16, Alphanumeric)};Encrypt=true", text => text[39..55]);
        yield return Inside("credential-name", $"DefaultEndpointsProtocol=https;AccountName=hub;AccountKey={Pick(86, Alphanumeric)}==;EndpointSuffix=core.example", text => text[58..144]);
        yield return Inside("credential-name", $"Endpoint=sb://hub.example/;SharedAccessKeyName=Root;SharedAccessKey={Pick(43, Alphanumeric)}=", text => text[68..111]);
        yield return Inside("credential-name", $"client_secret: \"{Pick(20, Alphanumeric)}\"", text => text[16..36]);
    }

    /// <summary>A password of letters and digits, which only its name tells.</summary>
    public string Password() => $"Pw{Pick(18, Alphanumeric)}";

    private string Jwt() =>
        $"{Base64Url("""{"alg":"HS256","typ":"JWT"}""")}.{Base64Url($$"""{"sub":"{{Pick(12, Lower)}}","iat":1700000000}""")}.{Pick(43, Alphanumeric)}";

    private string Pem(string label) =>
        $"-----BEGIN {label}-----\n{Pick(64, Alphanumeric)}\n{Pick(64, Alphanumeric)}\n{Pick(30, Alphanumeric)}==\n-----END {label}-----";

    private string Card(string issuer, int length)
    {
        var digits = $"{issuer}{Pick(length - issuer.Length - 1, Digits)}";
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 1 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
        }

        return $"{digits}{(10 - (sum % 10)) % 10}";
    }

    private static string Iban(string country, string account)
    {
        var remainder = 0;
        foreach (var c in $"{account}{country}00")
            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + c - '0') % 97 : ((remainder * 100) + c - 'A' + 10) % 97;
        return string.Create(CultureInfo.InvariantCulture, $"{country}{98 - remainder:00}{account}");
    }

    private static string Grouped(string number, char separator) => string.Join(separator, number.Chunk(4).Select(group => new string(group)));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Base64Url(string text) => Base64(text).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static SecretSample Whole(string ruleId, string secret) => new(ruleId, secret) { Secret = secret };

    private static SecretSample Inside(string ruleId, string text, Func<string, string> secret) => new(ruleId, text) { Secret = secret(text) };

    private string Pick(int length, string alphabet)
    {
        var text = new char[length];
        for (var i = 0; i < length; i++)
        {
            // xorshift: enough to look like a key, and the same everywhere.
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            text[i] = alphabet[(int)(_state % (uint)alphabet.Length)];
        }

        return new string(text);
    }
}
