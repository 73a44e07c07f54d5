using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Capture;

/// <summary>Credentials of all kinds are used against a system and a token endpoint that echo everything, and against addresses where nobody is; afterwards no secret and no token is anywhere.</summary>
[Collection(nameof(Canary.ConsoleTap))]
public sealed class CredentialCanaryTests
{
    private readonly List<string> _secrets = [];

    [Fact]
    public async Task Credentials_OfEveryKind_LeaveNoneBehind()
    {
        var (console, errors) = (Console.Out, Console.Error);
        using var printed = new StringWriter();
        using var data = new TemporaryDirectory();
        using var log = new EverythingLogged();
        List<string> shown = [];
        var calls = 0;
        IReadOnlyCollection<string> tokens;
        Console.SetOut(printed);
        Console.SetError(printed);
        try
        {
            await using var echo = await EchoServer.StartAsync();
            await using var hub = await HubServer.StartAsync(new HubServerOptions
            {
                Directory = data,
                Settings = ["--Logging:LogLevel:Default=Trace"],
                Customize = services => services.AddLogging(logging => logging.AddProvider(log)),
            });
            await hub.CreateSystemAsync("ECHO", echo.BaseUrl);
            await hub.CreateSystemAsync("NOBODY", "http://127.0.0.1:1");
            foreach (var (code, credential) in Credentials(echo.BaseUrl))
            {
                credential["code"] = code;
                credential["probe_path"] = "/probe";
                shown.Add((await hub.CreateAsync("/api/v1/credentials", credential)).Text);
                foreach (var (system, path) in new[] { ("ECHO", "/json"), ("ECHO", "/text"), ("NOBODY", "/json") })
                {
                    var endpoint = $"{code}{path.Replace('/', '_').ToUpperInvariant()}";
                    await hub.CreateEndpointAsync(endpoint, path, created => created["credential"] = code, system);
                    var answer = await hub.Admin.PostAsync($"/api/v1/systems/{system}/endpoints/{endpoint}/invoke", new JsonObject { ["payload"] = new JsonObject { ["n"] = 1 } });
                    shown.Add(answer.Text);
                    shown.Add((await hub.Admin.GetAsync($"/api/v1/logs/{(string)answer.Json["request_id"]!}")).Text);
                    shown.Add((await hub.Admin.PostAsync($"/api/v1/credentials/{code}/test", new JsonObject { ["system"] = system })).Text);
                    calls++;
                }
            }

            shown.Add((await hub.Admin.GetAsync("/api/v1/configuration/history?limit=1000")).Text);
            shown.Add((await hub.Admin.GetAsync("/api/v1/keys")).Text);
            tokens = echo.Tokens;
        }
        finally
        {
            Console.SetOut(console);
            Console.SetError(errors);
        }

        _secrets.AddRange(tokens);
        var files = Directory.GetFiles(data.Path, "*", SearchOption.AllDirectories);
        Assert.InRange(tokens.Count, 4, 200);
        Assert.Equal(30, calls);
        Assert.Contains(files, file => file.EndsWith("configuration.db", StringComparison.Ordinal));
        var found = files.SelectMany(file => Found(Path.GetFileName(file), Encoding.Latin1.GetString(File.ReadAllBytes(file))))
            .Concat(Found("console", printed.ToString()))
            .Concat(Found("log", string.Join('\n', log.Lines)))
            .Concat(Found("answers", string.Join('\n', shown)))
            .ToList();
        Assert.Empty(found);
    }

    private IEnumerable<(string Code, JsonObject Credential)> Credentials(string echo)
    {
        yield return ("BASIC", Of("BASIC", ("password", New("pa55 wörd/")), "basic", new JsonObject { ["username"] = "hub" }));
        yield return ("HEADER_KEY", Of("API_KEY", ("api_key", New("k-")), "api_key", new JsonObject { ["name"] = "X-Plant" }));
        yield return ("QUERY_KEY", Of("API_KEY", ("api_key", New("q+/=")), "api_key", new JsonObject { ["name"] = "plant", ["in"] = "QUERY" }));
        yield return ("STATIC", Of("BEARER", ("token", New("b-"))));
        yield return ("SIGNED", Of("HMAC", ("hmac_key", New("h-")), "hmac", new JsonObject
        {
            ["canonical_string"] = "{method}{url}{body}",
            ["headers"] = new JsonObject { ["X-Signature"] = "{signature}" },
        }));
        yield return ("AWS", Of("HMAC", ("hmac_key", New("wJalr/")), "hmac", new JsonObject { ["preset"] = "AWS_SIGV4", ["key_id"] = "AKID", ["region"] = "r", ["service"] = "s" }));
        foreach (var (code, url) in new[] { ("TOKENS", $"{echo}/token/good"), ("REFUSED", $"{echo}/token/bad"), ("GARBAGE", $"{echo}/token/garbage") })
            yield return (code, Of("OAUTH2_CLIENT_CREDENTIALS", ("client_secret", New("c s/")), "oauth2", new JsonObject { ["token_url"] = url, ["client_id"] = "hub", ["client_auth"] = code == "REFUSED" ? "SECRET_BODY" : "SECRET_BASIC" }));

        var refresh = Of("OAUTH2_REFRESH_TOKEN", ("client_secret", New("r-")), "oauth2", new JsonObject { ["token_url"] = $"{echo}/token/good", ["client_id"] = "hub" });
        refresh["secrets"]!["refresh_token"] = New("rt-");
        yield return ("REFRESHED", refresh);
    }

    private static JsonObject Of(string type, (string Name, string Secret) secret, string? section = null, JsonObject? settings = null)
    {
        var credential = new JsonObject { ["type"] = type, ["secrets"] = new JsonObject { [secret.Name] = secret.Secret } };
        if (section is not null)
            credential[section] = settings;
        return credential;
    }

    private string New(string prefix)
    {
        var secret = $"{prefix}{Guid.CreateVersion7():N}";
        _secrets.Add(secret);
        return secret;
    }

    // The random part alone must not be found either, nor what basic authentication makes of it.
    private IEnumerable<string> Found(string where, string text) => _secrets
        .SelectMany(secret => new[] { secret[^32..], Convert.ToBase64String(Encoding.UTF8.GetBytes($"hub:{secret}")), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) })
        .Where(form => text.Contains(form, StringComparison.Ordinal)).Select(form => $"{where}: {form}");
}
