using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration;

/// <summary>An endpoint's path, taken apart: text and parameters in turn.</summary>
public sealed class EndpointPath
{
    private EndpointPath(ImmutableArray<Part> parts) => Parts = parts;

    /// <summary>The path's parts in order.</summary>
    public ImmutableArray<Part> Parts { get; }

    /// <summary>The names of the parameters, in order.</summary>
    public IEnumerable<string> Parameters => Parts.Where(p => p.IsParameter).Select(p => p.Text);

    /// <summary>A piece of a path.</summary>
    /// <param name="Text">The text itself, or the parameter's name.</param>
    /// <param name="IsParameter">Which of the two.</param>
    public readonly record struct Part(string Text, bool IsParameter);

    /// <summary>Takes a path apart.</summary>
    /// <exception cref="FormatException">A brace is without its partner, or a name is empty or stands twice; the message says where.</exception>
    public static EndpointPath Parse(string path)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < path.Length;)
        {
            var brace = path.AsSpan(at).IndexOfAny('{', '}');
            if (brace < 0)
            {
                parts.Add(new Part(path[at..], false));
                break;
            }

            brace += at;
            var close = path[brace] == '{' ? path.IndexOfAny(['{', '}'], brace + 1) : -1;
            if (close < 0 || path[close] == '{')
                throw new FormatException($"Expected parameters as {{name}}; the brace at character {brace + 1} of '{path}' has no partner.");
            var name = path[(brace + 1)..close];
            if (name.Length == 0)
                throw new FormatException($"Expected a name between the braces at character {brace + 1} of '{path}', found nothing.");
            if (!names.Add(name))
                throw new FormatException($"The parameter {{{name}}} stands twice in '{path}'.");
            if (brace > at)
                parts.Add(new Part(path[at..brace], false));
            parts.Add(new Part(name, true));
            at = close + 1;
        }

        return new EndpointPath(parts.ToImmutable());
    }
}
