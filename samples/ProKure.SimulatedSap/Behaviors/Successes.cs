using ProKure.Samples.Sap.Wire;

namespace ProKure.Samples.Sap.Behaviors;

/// <summary>Answers that create the purchase order and say so.</summary>
internal static class Successes
{
    public static async Task DefaultAsync(Creation creation)
    {
        if (await creation.CreateAsync() is { } order)
            await creation.WriteCreatedAsync(order);
    }

    /// <summary>Created, with a warning that a success rule must not take for an error.</summary>
    public static async Task WarnAsync(Creation creation)
    {
        if (await creation.CreateAsync() is { } order)
            await creation.WriteCreatedAsync(order, new ReturnMessage("W", "06", "040", "Delivery date is in the past for item 00010"));
    }

    public static async Task EmptyAsync(Creation creation)
    {
        if (await creation.CreateAsync() is not { } order)
            return;
        creation.StartCreated(order);
        creation.Exchange.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Created, with secrets in headers, fields and text, the caller's own credential among them.</summary>
    public static async Task SecretAsync(Creation creation)
    {
        if (await creation.CreateAsync() is not { } order)
            return;
        var (request, response) = (creation.Exchange.Http.Request, creation.Exchange.Response);
        creation.StartCreated(order);
        response.Headers.SetCookie = $"MYSAPSSO2={SimulatedSecrets.Session}; path=/; HttpOnly";
        response.Headers["X-Api-Key"] = SimulatedSecrets.ApiKey;
        var authorization = request.Headers.Authorization.ToString();
        var answer = new SecretAnswer(new SecretEntity(
            order.Number, authorization.Length > 0 ? authorization : null, $"Logged on with Bearer {SimulatedSecrets.Jwt}"));
        await creation.Exchange.WriteJsonAsync(StatusCodes.Status201Created, answer, SapJson.Default.SecretAnswer);
    }
}
