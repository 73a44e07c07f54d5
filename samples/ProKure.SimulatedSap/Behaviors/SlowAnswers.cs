using System.Text;

namespace ProKure.Samples.Sap.Behaviors;

/// <summary>Answers that come late, never, or without end.</summary>
internal static class SlowAnswers
{
    private const int DefaultDelayMs = 2_000;
    private const int DefaultDripMs = 100;

    /// <summary>Creates at once and answers after 2,000 ms, or the number after the name: a caller that gives up earlier has an order all the same.</summary>
    public static async Task SlowAsync(Creation creation)
    {
        if (await creation.CreateAsync() is not { } order)
            return;
        await WaitAsync(creation, creation.Number ?? DefaultDelayMs);
        await creation.WriteCreatedAsync(order);
    }

    /// <summary>Creates nothing and never answers; ends when the caller goes away.</summary>
    public static Task HangAsync(Creation creation) => Task.Delay(Timeout.InfiniteTimeSpan, creation.Exchange.Gone);

    /// <summary>Creates nothing; a body without end, one byte each 100 ms or the number after the name, until the caller goes away.</summary>
    public static async Task DripAsync(Creation creation)
    {
        var (response, gone) = (creation.Exchange.Response, creation.Exchange.Gone);
        response.ContentType = Answers.Json;
        await response.Body.WriteAsync("{\"d\":{\"LongText\":\""u8.ToArray(), gone);
        while (true)
        {
            await response.Body.WriteAsync("."u8.ToArray(), gone);
            await response.Body.FlushAsync(gone);
            await WaitAsync(creation, creation.Number ?? DefaultDripMs);
        }
    }

    /// <summary>Creates nothing; a stream of events without end, one each 100 ms or the number after the name, until the caller goes away.</summary>
    public static async Task EventsAsync(Creation creation)
    {
        var (response, gone) = (creation.Exchange.Response, creation.Exchange.Gone);
        response.ContentType = "text/event-stream";
        for (var number = 1; ; number++)
        {
            await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"event: status\ndata: {{\"number\":{number},\"status\":\"WAITING\"}}\n\n"), gone);
            await response.Body.FlushAsync(gone);
            await WaitAsync(creation, creation.Number ?? DefaultDripMs);
        }
    }

    private static Task WaitAsync(Creation creation, int milliseconds)
        => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), creation.Exchange.State.Options.Time, creation.Exchange.Gone);
}
