using System.Text;
using ProKure.Jsonata.RegularExpressions;
using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Pictures;

/// <summary>A picture of <c>$fromMillis</c> and <c>$toMillis</c>: text with components in brackets.</summary>
/// <remarks>XPath and XQuery Functions and Operators 3.1, section 9.8.4, in English and the ISO calendar.</remarks>
internal sealed class DateTimePicture
{
    private static readonly PictureCache<string, DateTimePicture> Cache = new(static text => new DateTimePicture(text));
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);

    private readonly List<(string? Literal, DateTimeComponent? Component)> _parts = [];

    // Made at the first reading, because some components can be written only.
    private JavaScriptRegex? _pattern;

    private DateTimePicture(string picture)
    {
        var literal = new StringBuilder();
        for (var at = 0; at < picture.Length; at++)
        {
            var character = picture[at];
            var doubled = at + 1 < picture.Length && picture[at + 1] == character;
            if (character is '[' or ']' && doubled)
                at++;
            if (character != '[' || doubled)
            {
                literal.Append(character);
                continue;
            }

            var end = picture.IndexOf(']', at);
            if (end < 0)
                throw new JsonataException("D3135", $"The date and time picture {Quoted.Text(picture)} has a [ without its ]");
            if (literal.Length > 0)
                _parts.Add((literal.ToString(), null));
            literal.Clear();
            _parts.Add((null, new DateTimeComponent(picture[(at + 1)..end])));
            at = end;
        }

        if (literal.Length > 0)
            _parts.Add((literal.ToString(), null));
    }

    /// <summary>The parsed picture.</summary>
    /// <exception cref="JsonataException">D3132, D3133, D3135, D3130, D3131: a component is not known.</exception>
    public static DateTimePicture Of(string picture) => Cache.Get(picture);

    /// <summary>Writes a moment.</summary>
    /// <param name="millis">Milliseconds since 1970 in UTC; a fraction is cut off, after the offset is added.</param>
    /// <param name="offset">The zone to write it in, in minutes east of UTC.</param>
    /// <exception cref="JsonataException">D3110: the moment is outside of all time; D3134: a zone's picture is wrong.</exception>
    public string Format(double millis, int offset)
    {
        var time = new CivilTime(Iso8601.Checked(millis + (offset * 60_000.0)));
        var text = new StringBuilder();
        foreach (var (literal, component) in _parts)
            text.Append(literal ?? component!.Format(time, offset));
        return text.ToString();
    }

    /// <summary>Reads a moment; null where the text does not match the picture, or the picture has no components.</summary>
    /// <param name="text">The text.</param>
    /// <param name="now">The moment that gives the fields larger than those in the picture, in milliseconds since 1970.</param>
    /// <exception cref="JsonataException">D3136: fields between others are missing; D3133: a component cannot be read; D3110: outside of all time.</exception>
    public double? Parse(string text, double now)
    {
        _pattern ??= JavaScriptRegex.Parse(Pattern(), "i", MatchTimeout);
        var match = _pattern.Match(text);
        if (!match.Success || _pattern.GroupCount == 0)
            return null;
        var fields = new DateTimeFields();
        var group = 0;
        foreach (var (_, component) in _parts)
        {
            if (component is null)
                continue;
            var value = component.Parse(match.Group(++group)!);
            if (value is null && component.Field == 'F')
                continue;
            if (value is not { } number || double.IsNaN(number))
                return null;
            fields[component.Field] = number;
        }

        return fields.ToMillis(now);
    }

    private string Pattern()
    {
        var pattern = new StringBuilder("^");
        for (var i = 0; i < _parts.Count; i++)
        {
            var (literal, component) = _parts[i];
            if (component is not null)
            {
                pattern.Append('(').Append(component.Pattern(i + 1 < _parts.Count && _parts[i + 1].Component is { IsNumber: true })).Append(')');
                continue;
            }

            foreach (var character in literal!)
            {
                if (!char.IsAsciiLetterOrDigit(character) && character < 128)
                    pattern.Append('\\');
                pattern.Append(character);
            }
        }

        return pattern.Append('$').ToString();
    }
}
