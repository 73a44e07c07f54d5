using System.Collections.Frozen;
using System.Globalization;
using ProKure.Samples.Sap.Wire;

namespace ProKure.Samples.Sap.Behaviors;

/// <summary>Which answer a material provokes: its name, with a number after it where the behavior takes one.</summary>
internal static class BehaviorTable
{
    public const string Default = "DEFAULT";

    private static readonly FrozenDictionary<string, BehaviorHandler> ByName = new Dictionary<string, BehaviorHandler>(StringComparer.Ordinal)
    {
        ["MAT-WARN"] = Successes.WarnAsync,
        ["MAT-EMPTY"] = Successes.EmptyAsync,
        ["MAT-SECRET"] = Successes.SecretAsync,
        ["MAT-BLOCKED"] = Refusals.BlockedAsync,
        ["MAT-INVALID"] = Refusals.InvalidAsync,
        ["MAT-UNAUTHORIZED"] = Refusals.UnauthorizedAsync,
        ["MAT-BUSY"] = Refusals.BusyAsync,
        ["MAT-BUSY-DATE"] = Refusals.BusyUntilDateAsync,
        ["MAT-BUSY-ONCE"] = Refusals.BusyOnceAsync,
        ["MAT-REDIRECT"] = Refusals.RedirectAsync,
        ["MAT-FAIL"] = Refusals.FailAsync,
        ["MAT-FLAKY"] = Refusals.FlakyAsync,
        ["MAT-SLOW"] = SlowAnswers.SlowAsync,
        ["MAT-HANG"] = SlowAnswers.HangAsync,
        ["MAT-DRIP"] = SlowAnswers.DripAsync,
        ["MAT-EVENTS"] = SlowAnswers.EventsAsync,
        ["MAT-HUGE"] = OddBodies.HugeAsync,
        ["MAT-GZIP"] = OddBodies.GzipAsync,
        ["MAT-NOJSON"] = OddBodies.NotJsonAsync,
        ["MAT-RESET"] = BrokenConnections.ResetAsync,
        ["MAT-LOST"] = BrokenConnections.LostAsync,
        ["MAT-HALF"] = BrokenConnections.HalfAsync,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names that provoke something, sorted.</summary>
    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    /// <summary>The behavior of the first item whose material has one, else the default.</summary>
    public static ChosenBehavior Choose(PurchaseOrderBody order)
    {
        foreach (var item in order.Items)
        {
            if (Find(item.Material) is { } chosen)
                return chosen;
        }

        return new ChosenBehavior(Default, null, Successes.DefaultAsync);
    }

    private static ChosenBehavior? Find(string material)
    {
        if (ByName.TryGetValue(material, out var handler))
            return new ChosenBehavior(material, null, handler);

        var dash = material.LastIndexOf('-');
        return dash > 0
            && int.TryParse(material.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && ByName.TryGetValue(material[..dash], out handler)
                ? new ChosenBehavior(material[..dash], number, handler)
                : null;
    }
}

/// <summary>A behavior, and the number after its name; null where there was none.</summary>
internal readonly record struct ChosenBehavior(string Name, int? Number, BehaviorHandler Handler);
