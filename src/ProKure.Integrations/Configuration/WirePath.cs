using System.Buffers;
namespace ProKure.Integrations.Configuration;

/// <summary>Paths of fields in the names of the wire: <c>query.expand</c>, <c>mappings[3].internal</c>, <c>headers["a.b"]</c>.</summary>
internal static class WirePath
{
    private static readonly SearchValues<char> Simple =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-$");

    public static string Member(string parent, string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Simple))
            return $"{parent}[{Shown.Quoted(name, '"')}]";
        return parent.Length == 0 ? name : $"{parent}.{name}";
    }

    public static string Item(string parent, int index) => $"{parent}[{index}]";
}
