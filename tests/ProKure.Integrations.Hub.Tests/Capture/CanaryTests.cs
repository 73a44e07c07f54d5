using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.TestKit.Capture;

namespace ProKure.Integrations.Hub.Tests.Capture;

/// <summary>Secrets of all kinds go out and come back in every place of a request and an answer; afterwards none is anywhere.</summary>
[Collection(nameof(Canary.ConsoleTap))]
public sealed class CanaryTests
{
    private const int Seeds = 4;
    private readonly List<string> _secrets = [];
    private readonly List<LeakyAnswer> _answers = [];
    private readonly List<JsonObject> _payloads = [];

    [Fact]
    public async Task Calls_FullOfSecrets_LeaveNoneBehind()
    {
        for (var seed = 1; seed <= Seeds; seed++)
            Prepare(new SecretSamples(seed), new SecretSamples(seed + 100));
        var (console, errors) = (Console.Out, Console.Error);
        using var printed = new StringWriter();
        using var data = new TemporaryDirectory();
        using var log = new EverythingLogged();
        var traces = new ConcurrentQueue<string>();
        using var listener = Listen(traces);
        List<string> shown = [];
        Console.SetOut(printed);
        Console.SetError(printed);
        try
        {
            await using var leaky = await LeakyServer.StartAsync(_answers);
            await using var hub = await HubServer.StartAsync(new HubServerOptions
            {
                Directory = data,
                Settings = ["--Logging:LogLevel:Default=Trace"],
                Customize = services => services.AddLogging(logging => logging.AddProvider(log)),
            });
            await ConfigureAsync(hub, leaky.BaseUrl);
            foreach (var payload in _payloads)
                shown.AddRange(await CallAsync(hub, payload));
        }
        finally
        {
            Console.SetOut(console);
            Console.SetError(errors);
        }

        var files = Directory.GetFiles(data.Path, "*", SearchOption.AllDirectories);
        Assert.InRange(_secrets.Distinct(StringComparer.Ordinal).Count(), 700, 5_000);
        Assert.True(files.Sum(file => new FileInfo(file).Length) > _payloads.Count * 1_000);
        Assert.Contains(log.Lines, line => line.Contains("CANARY", StringComparison.Ordinal));
        Assert.NotEmpty(traces);
        var found = files.SelectMany(file => Found(Path.GetFileName(file), Encoding.Latin1.GetString(File.ReadAllBytes(file))))
            .Concat(Found("console", printed.ToString()))
            .Concat(Found("log", string.Join('\n', log.Lines)))
            .Concat(Found("traces", string.Join('\n', traces)))
            .Concat(Found("answers", string.Join('\n', shown)))
            .ToList();
        Assert.Empty(found);
    }

    // Sends one payload, and gives what a support person sees of it: the document and, where the call failed, its answer.
    private static async Task<IEnumerable<string>> CallAsync(HubServer hub, JsonObject payload)
    {
        var answer = await hub.Admin.PostAsync("/api/v1/systems/CANARY/endpoints/SEND/invoke", new JsonObject { ["payload"] = payload });
        var document = await hub.Admin.GetAsync($"/api/v1/logs/{(string)answer.Json["request_id"]!}");
        document.AssertStatus(200);
        var decoded = (string?)document.Json["response_body_format"] == "BASE64"
            ? Encoding.Latin1.GetString(Convert.FromBase64String((string)document.Json["response_body"]!))
            : "";
        return answer.Status == 200 ? [document.Text, decoded] : [document.Text, decoded, answer.Text];
    }

    private static async Task ConfigureAsync(HubServer hub, string baseUrl)
    {
        await hub.CreateSystemAsync("CANARY", baseUrl);
        await hub.CreateEndpointAsync("SEND", "/r/{n}", endpoint =>
        {
            endpoint["query"] = new JsonObject { ["api_key"] = "login.password", ["note"] = "note", ["q"] = "q" };
            endpoint["headers"] = new JsonObject { ["X-Note"] = "header", ["Referer"] = "'https://a.example/?access_token=' & login.password" };
            endpoint["error_message"] = "error.message";
        }, "CANARY");
    }

    private void Prepare(SecretSamples sent, SecretSamples answered)
    {
        foreach (var (out1, back) in sent.OneOfEach().Zip(answered.OneOfEach()))
        {
            var (password, token, other) = (sent.Password(), sent.Password(), answered.Password());
            _payloads.Add(new JsonObject
            {
                ["n"] = _answers.Count,
                ["login"] = new JsonObject { ["user"] = "anna", ["password"] = password, ["credentials"] = new JsonArray(token, new JsonObject { ["x"] = token }) },
                ["note"] = $"see {out1.Text} there",
                ["q"] = new JsonObject { ["refresh_token"] = token }.ToJsonString(),
                ["header"] = out1.Text.ReplaceLineEndings(" "),
                ["nested"] = new JsonObject { ["clientSecret"] = password, ["note"] = out1.Text }.ToJsonString(),
                ["encoded"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(new JsonObject { ["pin"] = token, ["text"] = out1.Text }.ToJsonString())),
                ["xml"] = $"<a><wsse:Password>{password}</wsse:Password><b t=\"1\">{out1.Text}</b></a>",
            });
            _answers.Add(LeakyAnswers.Of(_answers.Count, back.Text, other));
            _secrets.AddRange([out1.Secret, back.Secret, password, token, other]);
        }
    }

    private IEnumerable<string> Found(string where, string text) =>
        _secrets.Distinct(StringComparer.Ordinal).Where(secret => text.Contains(secret, StringComparison.Ordinal)).Select(secret => $"{where}: {secret}");

    private static ActivityListener Listen(ConcurrentQueue<string> traces)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traces.Enqueue(
                $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(one => one.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
