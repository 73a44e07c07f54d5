using System.Buffers;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Transformation;
using ProKure.Jsonata;

namespace ProKure.Integrations.Outcomes;

/// <summary>An endpoint's look-up, compiled: makes the question, and judges the answer. Immutable.</summary>
internal sealed class LookupRule
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    private readonly JsonataExpression? _input;
    private readonly JsonataExpression _done;
    private readonly JsonataExpression? _notDone;
    private readonly JsonataExpression? _result;
    private readonly JsonataEvaluation _evaluation;

    /// <exception cref="JsonataException">An expression does not compile.</exception>
    public LookupRule(LookupConfig config, JsonataEvaluation evaluation)
    {
        Config = config;
        _input = Compile(config.Input);
        _done = MappingLanguage.Compile(config.Done);
        _notDone = Compile(config.NotDone);
        _result = Compile(config.Result);
        _evaluation = evaluation;
    }

    public LookupConfig Config { get; }

    /// <summary>How long to wait before the next question, when so many were asked already.</summary>
    public TimeSpan DelayAfter(int asked)
    {
        var delay = Config.Delay * Math.Pow(2, asked);
        return delay < LongestDelay || asked == 0 ? delay : LongestDelay;
    }

    /// <summary>The payload of the question.</summary>
    /// <exception cref="JsonataException">The expression fails, or gives nothing.</exception>
    public ReadOnlyMemory<byte> InputOf(LookupQuestion question)
    {
        if (_input is null)
            return question.Payload;
        var input = new ArrayBufferWriter<byte>(256);
        return _input.Evaluate(question.ToJson().Span, input, _evaluation, CancellationToken.None)
            ? input.WrittenMemory
            : throw new JsonataException("EMPTY_INPUT", "lookup.input gives nothing for this call.");
    }

    /// <summary>What the answer says.</summary>
    /// <param name="response">The answer, read and decoded.</param>
    /// <param name="mapped">The answer as the asked endpoint maps it; empty where it failed.</param>
    /// <exception cref="JsonataException">An expression fails.</exception>
    public LookupFinding Judge(ExternalResponse response, ReadOnlyMemory<byte> mapped)
    {
        if (response.Unreadable is { } unreadable)
            return LookupFinding.Unknown($"The answer cannot be read: {unreadable.Code}.");
        var answer = ExpressionVariables.ResponseJson(response);
        var isDone = _done.EvaluateBoolean(answer.Span, _evaluation);
        var isNotDone = _notDone?.EvaluateBoolean(answer.Span, _evaluation) == true;
        return (isDone, isNotDone) switch
        {
            (true, false) => new LookupFinding(LookupVerdict.Done, null, ResultOf(answer, mapped)),
            (false, true) => new LookupFinding(LookupVerdict.NotDone, null, default),
            (true, true) => LookupFinding.Unknown("Both done and not_done hold for the answer."),
            _ => LookupFinding.Unknown("Neither done nor not_done holds for the answer."),
        };
    }

    private ReadOnlyMemory<byte> ResultOf(ReadOnlyMemory<byte> answer, ReadOnlyMemory<byte> mapped)
    {
        if (_result is null)
            return mapped;
        var result = new ArrayBufferWriter<byte>(256);
        return _result.Evaluate(answer.Span, result, _evaluation, CancellationToken.None) ? result.WrittenMemory : default;
    }

    private static JsonataExpression? Compile(string? text) => text is null ? null : MappingLanguage.Compile(text);
}
