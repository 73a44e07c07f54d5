using System.Net;
using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Transformation;
using ProKure.Jsonata;

namespace ProKure.Integrations.Tests.Outcomes;

public sealed class LookupRuleTests
{
    private static readonly LookupConfig Config = new()
    {
        Endpoint = "FIND_PO",
        Input = """{ "reference": payload.po_number, "plant": context.keys.plant, "key": idempotency_key, "number": attempt.number, "id": attempt.request_id }""",
        Done = "status = 200 and $count(body.orders) > 0",
        NotDone = "status = 404 or body.orders = []",
        Result = """{ "po": body.orders[0], "etag": headers.etag }""",
    };

    [Theory]
    [InlineData(200, """{"orders":["45"]}""", "Done", """{"po":"45","etag":"\"v1\""}""")]
    [InlineData(404, """{"error":"none"}""", "NotDone", "")]
    [InlineData(404, "", "NotDone", "")]
    [InlineData(200, """{"orders":[]}""", "NotDone", "")]
    [InlineData(500, """{"error":"later"}""", "Unknown", "")]
    [InlineData(503, "", "Unknown", "")]
    public void Judge_ByStatusHeadersAndBody(int status, string body, string verdict, string answer)
    {
        var finding = Judge(Config, status, body);

        Assert.Equal((verdict, answer), (finding.Verdict.ToString(), Encoding.UTF8.GetString(finding.Answer.Span)));
        Assert.Equal(finding.Verdict == LookupVerdict.Unknown, finding.Why is not null);
    }

    [Fact]
    public void Judge_WithoutNotDone_NeverSaysSo() => Assert.Equal(LookupVerdict.Unknown, Judge(Config with { NotDone = null }, 404, "").Verdict);

    [Fact]
    public void Judge_BothHold_IsUnknownAndSaysWhy() =>
        Assert.Equal((LookupVerdict.Unknown, "Both done and not_done hold for the answer."), WhyOf(Judge(Config with { Done = "true", NotDone = "true" }, 200, "{}")));

    [Fact]
    public void Judge_WithoutResult_TakesTheMappedAnswer() =>
        Assert.Equal("\"mapped\"", Encoding.UTF8.GetString(Judge(Config with { Result = null }, 200, """{"orders":["45"]}""").Answer.Span));

    [Fact]
    public void Judge_PredicateFails_Throws() => Assert.Throws<JsonataException>(() => Judge(Config with { Done = "$number(body.word) = 1" }, 200, """{"word":"x"}"""));

    [Fact]
    public void Judge_AnswerThatCannotBeRead_IsUnknown()
    {
        using var response = Response(200, "");
        response.Unreadable = new BodyFormatException(BodyFormatException.NotJson, "no JSON");

        Assert.Equal(LookupVerdict.Unknown, RuleOf(Config with { Done = "true", NotDone = null }).Judge(response, default).Verdict);
    }

    [Fact]
    public void InputOf_SeesPayloadContextKeyAndAttempt()
    {
        var question = new LookupQuestion
        {
            Payload = """{"po_number":"PO-1"}"""u8.ToArray(),
            Context = LogContext.None with { Keys = new Dictionary<string, string>(StringComparer.Ordinal) { ["plant"] = "1000" } },
            IdempotencyKey = "key-1",
            AttemptNumber = 2,
            Attempt = null,
        };

        Assert.Equal("""{"reference":"PO-1","plant":"1000","key":"key-1","number":2}""", Encoding.UTF8.GetString(RuleOf(Config).InputOf(question).Span));
        Assert.Equal(question.Payload, RuleOf(Config with { Input = null }).InputOf(question));
        Assert.Equal("EMPTY_INPUT", Assert.Throws<JsonataException>(() => RuleOf(Config with { Input = "payload.nothing" }).InputOf(question)).Code);
    }

    [Theory]
    [InlineData(5, 0, 5)]
    [InlineData(5, 1, 10)]
    [InlineData(5, 3, 40)]
    [InlineData(5, 19, 900)]
    [InlineData(3600, 0, 3600)]
    [InlineData(0, 4, 0)]
    public void DelayAfter_DoublesUpToAQuarterOfAnHour(int delay, int asked, int expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), RuleOf(Config with { Delay = TimeSpan.FromSeconds(delay) }).DelayAfter(asked));

    private static (LookupVerdict, string?) WhyOf(LookupFinding finding) => (finding.Verdict, finding.Why);

    private static LookupFinding Judge(LookupConfig config, int status, string body)
    {
        using var response = Response(status, body);
        return RuleOf(config).Judge(response, "\"mapped\""u8.ToArray());
    }

    private static ExternalResponse Response(int status, string body)
    {
        var message = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
        message.Headers.TryAddWithoutValidation("ETag", "\"v1\"");
        return new ExternalResponse(message) { Json = Encoding.UTF8.GetBytes(body) };
    }

    private static LookupRule RuleOf(LookupConfig config) => new(config, MappingLanguage.EvaluationFor(new CodeMappings("SAP", []), TimeProvider.System));
}
