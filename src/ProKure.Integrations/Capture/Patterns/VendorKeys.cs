using System.Buffers;
using System.Text;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>Keys that tell by their first letters whose they are. The forms are those that the vendors document, or that their secret scanning looks for.</summary>
internal static class VendorKeys
{
    public static IReadOnlyList<PrefixRule> All { get; } =
    [
        .. Of("aws-access-key", "Access key id of AWS", ["AKIA", "ASIA", "ABIA", "ACCA"], Alphabet.UpperBase32, 16, 16),
        .. Of("aws-bedrock-key", "API key of Amazon Bedrock", ["ABSK"], Alphabet.Base64, 60),
        .. Of("google-api-key", "API key of Google", ["AIza"], Alphabet.Word, 35, 35),
        .. Of("google-oauth", "OAuth access token or client secret of Google", ["ya29.", "GOCSPX-"], Alphabet.Word, 20),
        .. Of("stripe-key", "Secret or restricted key of Stripe", ["sk_live_", "sk_test_", "rk_live_", "rk_test_"], Alphabet.Alphanumeric, 16),
        .. Of("webhook-secret", "Signing secret of webhooks (Stripe, Standard Webhooks)", ["whsec_"], Alphabet.Base64, 16),
        .. Of("github-token", "Token of GitHub", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], Alphabet.Alphanumeric, 36),
        .. Of("github-token", "Token of GitHub", ["github_pat_"], Alphabet.Word, 40),
        .. Of("gitlab-token", "Token of GitLab", ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-"], Alphabet.Word, 20),
        .. Of("slack-token", "Token of Slack", ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xapp-"], Alphabet.Token, 10),
        .. Of("slack-webhook", "Address of an incoming webhook of Slack", ["hooks.slack.com/services/", "hooks.slack.com/workflows/"], Alphabet.Base64, 20),
        .. Of("twilio-key", "API key of Twilio", ["SK"], Alphabet.Hex, 32, 32),
        .. Of("mailgun-key", "API key of Mailgun", ["key-"], Alphabet.Hex, 32, 32),
        .. Of("npm-token", "Token of npm", ["npm_"], Alphabet.Alphanumeric, 36, 36),
        .. Of("pypi-token", "Token of PyPI", ["pypi-AgE"], Alphabet.Word, 50),
        .. Of("nuget-key", "API key of NuGet", ["oy2"], Alphabet.Alphanumeric, 43, 43),
        .. Of("openai-key", "API key of OpenAI or Anthropic", ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-ant-"], Alphabet.Word, 20),
        .. Of("openai-key", "API key of OpenAI or Anthropic", ["sk-"], Alphabet.Alphanumeric, 48, 48),
        .. Of("square-token", "Token or secret of Square", ["sq0atp-", "sq0csp-", "sq0idp-"], Alphabet.Word, 22),
        .. Of("shopify-token", "Token of Shopify", ["shpat_", "shpss_", "shpca_", "shppa_"], Alphabet.Hex, 32, 32),
        .. Of("digitalocean-token", "Token of DigitalOcean", ["dop_v1_", "doo_v1_", "dor_v1_"], Alphabet.Hex, 64, 64),
        .. Of("huggingface-token", "Token of Hugging Face", ["hf_"], Alphabet.Alphanumeric, 34),
        .. Of("docker-token", "Token of Docker Hub", ["dckr_pat_", "dckr_oat_"], Alphabet.Word, 27),
        .. Of("databricks-token", "Token of Databricks", ["dapi"], Alphabet.Hex, 32, 32),
        .. Of("vault-token", "Token of HashiCorp Vault", ["hvs.", "hvb.", "hvr."], Alphabet.Word, 24),
        .. Of("atlassian-token", "API token of Atlassian", ["ATATT3", "ATCTT3"], Alphabet.Base64, 40),
        .. Of("postman-key", "API key of Postman", ["PMAK-"], Alphabet.Word, 40),
        .. Of("newrelic-key", "User key of New Relic", ["NRAK-"], Alphabet.Alphanumeric, 27, 27),
        .. Of("linear-key", "API key of Linear", ["lin_api_"], Alphabet.Alphanumeric, 40, 40),
        .. Of("pulumi-token", "Token of Pulumi", ["pul-"], Alphabet.Hex, 40, 40),
        .. Of("grafana-token", "Service account token of Grafana", ["glsa_"], Alphabet.Word, 41, 41),
        .. Of("sentry-token", "Token of Sentry", ["sntrys_", "sntryu_"], Alphabet.Base64, 40),
        .. Of("supabase-key", "Secret key of Supabase", ["sb_secret_", "sbp_"], Alphabet.Word, 31),
        .. Of("age-key", "Secret key of age", ["AGE-SECRET-KEY-1"], Alphabet.Alphanumeric, 58, 58),
    ];

    private static IEnumerable<PrefixRule> Of(string id, string description, string[] prefixes, SearchValues<byte> alphabet, int min, int max = int.MaxValue)
    {
        var rule = new RedactionRule(id, description);
        return prefixes.Select(prefix => new PrefixRule(rule, Encoding.ASCII.GetBytes(prefix), alphabet, min, max));
    }
}
