using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Capture;
using ProKure.TestKit.Capture;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>One call with secrets in every place of its request and of its answers.</summary>
internal sealed record CanaryCall(string Pipeline, string Mark, int Number, int Form, SecretSample[] Sent, SecretSample[] Comes)
{
    public required string Password { get; init; }

    public required string Token { get; init; }

    /// <summary>One that separators cut and encodings change.</summary>
    public required string Pin { get; init; }

    /// <summary>The password that the other side answers.</summary>
    public required string Answered { get; init; }

    /// <summary>Where the other side waits for it.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/r/{Number}");

    /// <param name="fill">Bytes in front of the secrets.</param>
    public JsonObject Payload(int fill = 0) => new()
    {
        ["n"] = Number,
        ["mark"] = Mark,
        ["fill"] = new string('x', fill),
        ["login"] = new JsonObject { ["user"] = "anna", ["password"] = Password, ["pin"] = Pin, ["credentials"] = new JsonArray(Token, new JsonObject { ["x"] = Token }) },
        ["notes"] = new JsonArray([.. Sent.Select(sample => (JsonNode)$"see {sample.Text} there")]),
        ["note"] = $"see {Sent[0].Text} there",
        ["q"] = new JsonObject { ["refresh_token"] = Token }.ToJsonString(),
        ["header"] = Sent[^1].Text.ReplaceLineEndings(" "),
        ["nested"] = new JsonObject { ["clientSecret"] = Password, ["note"] = Sent[1].Text }.ToJsonString(),
        ["encoded"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(new JsonObject { ["pin"] = Token, ["text"] = Sent[2].Text }.ToJsonString())),
        ["xml"] = $"<a><wsse:Password>{Password}</wsse:Password><b t=\"1\">{Sent[3].Text}</b></a>",
        ["field"] = new JsonObject { ["name"] = "password", ["value"] = Token },
    };

    /// <summary>An answer in the call's form.</summary>
    /// <param name="status">Its HTTP status; null for the form's own.</param>
    /// <param name="fill">Bytes in front of the secrets.</param>
    public LeakyAnswer Answer(int? status = null, int fill = 0)
    {
        var answer = LeakyAnswers.Of(Form, $"{Mark} {new string('.', fill)} {string.Join('\n', Comes.Select(sample => sample.Text))}", Answered);
        return answer with { Status = status ?? answer.Status };
    }

    /// <summary>A good answer in JSON.</summary>
    public LeakyAnswer Json(int status = 200, JsonObject? with = null)
    {
        var json = new JsonObject
        {
            ["mark"] = Mark,
            ["password"] = Answered,
            ["texts"] = new JsonArray([.. Comes.Select(sample => (JsonNode)sample.Text)]),
            ["error"] = new JsonObject { ["message"] = $"{Mark}: rejected {Comes[0].Text}; password={Answered}" },
        };
        foreach (var (name, value) in with ?? [])
            json[name] = value?.DeepClone();
        return LeakyAnswers.With(status, "application/json", Encoding.UTF8.GetBytes(json.ToJsonString()), Answered);
    }
}
