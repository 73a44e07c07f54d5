using System.Text;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Hub.Tests.Capture;

/// <summary>Answers of another company's system with a secret text and a password in all places, in twelve forms.</summary>
internal static class LeakyAnswers
{
    public const int Forms = 12;

    public static LeakyAnswer Of(int form, string text, string password)
    {
        var json = new JsonObject { ["error"] = new JsonObject { ["message"] = $"Rejected: {text}; password={password}", ["detail"] = text }, ["password"] = password };
        return (form % Forms) switch
        {
            0 => Answer(200, "application/json", json.ToJsonString()),
            1 => Answer(400, "application/json", json.ToJsonString()),
            2 => Answer(500, "text/plain", $"{new string('.', 480)} {text} Exception at A.B(password={password})\n   at C.D() token: \"{password}\""),
            3 => Answer(200, "application/json", $"{{\"error\": {json.ToJsonString()[..^3]}"),
            4 => Answer(502, "text/html", $"<html><body><h1>{text}</h1><input type=hidden name=token value={password}><!-- {text} --></body>"),
            5 => Answer(200, "text/xml", $"<?xml version='1.0'?><s:E xmlns:s='x'><s:Secret>{password}</s:Secret><t><![CDATA[{text}]]></t></s:E>"),
            6 => Answer(401, "application/x-www-form-urlencoded", $"error={Uri.EscapeDataString(text)}&access_token={password}"),
            7 => Answer(200, "application/json", Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToJsonString()))),
            8 => With(422, "application/json", Encoding.Unicode.GetBytes(json.ToJsonString()), password),
            9 => Answer(200, "multipart/mixed; boundary=b", $"--b\r\nContent-Type: application/json\r\n\r\n{json.ToJsonString()}\r\n--b\r\nX-Key: {password}\r\n\r\n{text}\r\n--b--"),
            10 => With(500, "application/octet-stream", [0xFF, 0, .. Encoding.UTF8.GetBytes($" {text} password={password} ")], password),
            _ => Answer(503, "application/json", $"[{json.ToJsonString()}, \"{password.Length}\"]\n{{\"api_key\":\"{password}\"}}"),
        };

        LeakyAnswer Answer(int status, string type, string body) => With(status, type, Encoding.UTF8.GetBytes(body), password);
    }

    /// <summary>An answer with the password in its headers.</summary>
    public static LeakyAnswer With(int status, string type, byte[] body, string password) => new(status, type, body,
    [
        ("Set-Cookie", $"sid={password}; Path=/; HttpOnly"), ("X-Api-Key", password), ("Location", $"https://u:{password}@b.example/x?sig={password}#access_token={password}"),
        ("X-Request-ID", $"Bearer {password}"), ("WWW-Authenticate", $"Bearer token=\"{password}\""),
    ]);
}
