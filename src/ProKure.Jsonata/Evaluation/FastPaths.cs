namespace ProKure.Jsonata.Evaluation;

/// <summary>Turns short cuts off, so that tests can show that these give what the plain way gives.</summary>
internal static class FastPaths
{
    public static bool On { get; set; } = true;
}
