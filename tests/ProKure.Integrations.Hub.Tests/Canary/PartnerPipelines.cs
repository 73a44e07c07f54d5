using System.Text;
using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Capture;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Calls of several exchanges: redirects, anti-forgery sessions, pages, requests for tokens.</summary>
internal sealed class PartnerPipelines(CanarySystem system)
{
    public IEnumerable<Task> Run() => [RedirectsAsync(), SessionsAsync(), PagesAsync(), TokensAsync()];

    private async Task RedirectsAsync()
    {
        await system.EndpointAsync("REDIRECTED");
        foreach (var call in system.Book.CallsThrough("REDIRECTS"))
        {
            var there = $"/there/{call.Number}";
            var (leads, leadsAway) = ($"{there}?sig={call.Token}&note={Uri.EscapeDataString(call.Comes[0].Text)}#access_token={call.Password}", $"https://u:{call.Token}@b.example/?sig={call.Token}");
            system.Leaky.Says(there, call.Json());
            system.Leaky.Says(call.Path, new LeakyAnswer(307, "text/html", Encoding.UTF8.GetBytes($"<a href=\"{leads}\">{call.Comes[1].Text}</a>"), [("Location", call.Form % 3 == 0 ? leadsAway : leads), ("Set-Cookie", $"sid={call.Token}")]));
            await system.InvokeAsync("REDIRECTED", call);
        }
    }

    private async Task SessionsAsync()
    {
        foreach (var call in system.Book.CallsThrough("SESSIONS", most: 4))
        {
            var (endpoint, session) = ($"SESSION_{call.Number}", $"/csrf/{call.Number}");
            await system.EndpointAsync(endpoint, created => created["csrf"] = new JsonObject { ["path"] = session });
            system.Leaky.Says(session, call.Json() with { Headers = [("X-CSRF-Token", call.Token), ("Set-Cookie", $"SAP_SESSIONID={call.Answered}; Path=/; HttpOnly")] }, call.Answer(status: 500));
            system.Leaky.Says(call.Path, call.Answer(status: 403) with { Headers = [("X-CSRF-Token", "Required"), ("X-Note", call.Answered)] }, call.Json());
            await system.InvokeAsync(endpoint, call);
            await system.InvokeAsync(endpoint, call);
        }
    }

    private async Task PagesAsync()
    {
        await system.EndpointAsync("PAGED", endpoint =>
        {
            endpoint["method"] = "GET";
            endpoint["pagination"] = new JsonObject { ["style"] = "LINK", ["items"] = "items", ["next"] = "next" };
        });
        foreach (var call in system.Book.CallsThrough("PAGES"))
        {
            var next = $"/next/{call.Number}";
            var items = new JsonObject { ["items"] = new JsonArray(new JsonObject { ["secret"] = call.Answered, ["text"] = call.Comes[0].Text }) };
            system.Leaky.Says(next, call.Form % 2 == 0 ? call.Json(with: items) : call.Answer(status: 500));
            items["next"] = $"{next}?page=2&access_token={call.Token}&q={Uri.EscapeDataString(call.Comes[1].Text)}";
            system.Leaky.Says(call.Path, call.Json(with: items));
            await system.InvokeAsync("PAGED", call);
        }
    }

    private async Task TokensAsync()
    {
        foreach (var call in system.Book.CallsThrough("TOKENS"))
        {
            var (code, tokens) = ($"TOKENS_{call.Number}", $"/token/{call.Number}");
            var credential = new JsonObject
            {
                ["code"] = code,
                ["type"] = "OAUTH2_CLIENT_CREDENTIALS",
                ["oauth2"] = new JsonObject { ["token_url"] = $"{system.Leaky.BaseUrl}{tokens}", ["client_id"] = "hub", ["client_auth"] = call.Form % 2 == 0 ? "SECRET_BODY" : "SECRET_BASIC" },
                ["secrets"] = new JsonObject { ["client_secret"] = call.Pin },
            };
            system.Evidence.Add(Places.Api, "credentials", (await system.Hub.Server.CreateAsync("/api/v1/credentials", credential)).Text);
            await system.EndpointAsync(code, endpoint => endpoint["credential"] = code);

            // A token, which the system refuses; and again; then a token endpoint that refuses, saying all it knows.
            var good = call.Json(with: new JsonObject { ["access_token"] = call.Token, ["refresh_token"] = call.Answered, ["token_type"] = "Bearer", ["expires_in"] = 3600, ["scope"] = call.Comes[1].Text });
            var said = $"{call.Comes[2].Text} for client_secret={call.Answered} and token {call.Token}";
            var bad = call.Json(400, new JsonObject { ["error"] = "invalid_grant", ["error_description"] = said });
            system.Leaky.Says(tokens, call.Form % 3 == 0 ? [bad, call.Answer(status: 500)] : [good, bad, call.Answer(status: 500)]);
            system.Leaky.Says(call.Path, call.Answer(status: 401), call.Json());
            await system.InvokeAsync(code, call);
            await system.InvokeAsync(code, call);
            system.Evidence.Add(Places.Api, "credentials/test", (await system.Admin.PostAsync($"/api/v1/credentials/{code}/test", new JsonObject { ["system"] = CanarySystem.Code })).Text);
        }
    }
}
