using System.Globalization;
using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Pictures;

/// <summary>One marker of a date and time picture, such as [D1o] or [MNn,3-3]: which field, how written, how wide.</summary>
internal sealed class DateTimeComponent
{
    private const int MaxWidth = 10_000;

    private static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    private static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private readonly NameCase _nameCase;
    private readonly IntegerPicture? _number;
    private readonly bool _zAtZero;
    private readonly int _minWidth;
    private readonly int? _maxWidth;

    /// <summary>Reads what stands between the brackets.</summary>
    /// <exception cref="JsonataException">D3132, D3130, D3131: the marker or its presentation is not known.</exception>
    public DateTimeComponent(string text)
    {
        text = string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
        Field = text.Length > 0 ? text[0] : '\0';
        var comma = text.LastIndexOf(',');
        if (comma >= 0)
        {
            (_minWidth, _maxWidth) = ParseWidth(text[(comma + 1)..]);
            text = text[..comma];
        }

        var presentation = text.Length > 1 ? text[1..] : DefaultPresentation(Field, text);
        var ordinal = false;
        if (presentation.Length > 1 && presentation[^1] is 'a' or 't' or 'c' or 'o')
        {
            ordinal = presentation[^1] == 'o';
            _zAtZero = presentation[^1] == 't';
            presentation = presentation[..^1];
        }

        if (presentation[0] is 'n' or 'N')
        {
            _nameCase = presentation[0] == 'n' ? NameCase.Lower : presentation.StartsWith("Nn", StringComparison.Ordinal) ? NameCase.Title : NameCase.Upper;
        }
        else
        {
            _number = IntegerPicture.Of(ordinal ? presentation + ";o" : presentation);
        }
    }

    private enum NameCase
    {
        Lower,
        Title,
        Upper,
    }

    /// <summary>The marker's letter: Y year, M month, D day and so on, as in the specification.</summary>
    public char Field { get; }

    /// <summary>Whether the field is written as a number, in digits or otherwise.</summary>
    public bool IsNumber => _number is not null && Field is not ('Z' or 'z');

    /// <summary>Writes the field of a moment.</summary>
    /// <param name="time">The moment in its zone.</param>
    /// <param name="offset">The zone, in minutes east of UTC.</param>
    /// <exception cref="JsonataException">D3133: the field has no name; D3134: a zone's picture is wrong.</exception>
    public string Format(CivilTime time, int offset) => Field switch
    {
        'Y' or 'X' or 'D' or 'd' or 'W' or 'w' or 'H' or 'h' or 'm' or 's' or 'f' when _number is null => throw NoName(),
        'Y' => FormatYear(time.Year),
        'X' => FormatNumber(time.Thursday.Year),
        'M' => _number is null ? Name(Months[time.Month - 1]) : FormatNumber(time.Month),
        'x' => _number is null ? Name(Months[time.Thursday.Month - 1]) : FormatNumber(time.Thursday.Month),
        'D' => FormatNumber(time.Day),
        'd' => FormatNumber(time.DayOfYear),
        'F' => _number is null ? Name(Days[time.DayOfWeek - 1]) : FormatNumber(time.DayOfWeek),
        'W' => FormatNumber(((time.Thursday.DayOfYear - 1) / 7) + 1),
        'w' => FormatNumber(((time.Thursday.Day - 1) / 7) + 1),
        'H' => FormatNumber(time.Hour),
        'h' => FormatNumber(((time.Hour + 11) % 12) + 1),
        'P' => (time.Hour < 12, _nameCase) switch { (true, NameCase.Upper) => "AM", (true, _) => "am", (false, NameCase.Upper) => "PM", _ => "pm" },
        'm' => FormatNumber(time.Minute),
        's' => FormatNumber(time.Second),
        'f' => FormatNumber(time.Millisecond),
        'Z' => TimeZoneText.Format(offset, Zone, _zAtZero),
        'z' => (_zAtZero && offset == 0 ? "" : "GMT") + TimeZoneText.Format(offset, Zone, _zAtZero),
        _ => "ISO",
    };

    /// <summary>The JavaScript pattern of texts that this component may have been written as.</summary>
    /// <param name="beforeNumber">Whether another number follows without text between, so that digits need a fixed count.</param>
    /// <exception cref="JsonataException">D3133: calendar and era are never read, and few fields have names.</exception>
    public string Pattern(bool beforeNumber)
    {
        switch (Field)
        {
            case 'C' or 'E':
                throw new JsonataException("D3133", $"The picture component [{Field}] cannot be used to read a date");
            case 'Z' or 'z':
                var separator = _number is { HasRegularGroups: true } ? "[^0-9][0-9]+" : "";
                return (Field == 'z' ? "GMT" : "") + "[-+][0-9]+" + separator;
            case 'f':
                return "[0-9]+";
            case 'P':
            case 'M' or 'x' or 'F' when _number is null:
                return "[a-zA-Z]+";
            default:
                if (_number is null)
                    throw NoName();
                var width = _maxWidth is { } max && Field == 'Y' ? max : Math.Max(_number.MinimumDigits, _minWidth);
                return _number.Pattern(beforeNumber ? width : 0);
        }
    }

    /// <summary>Reads the field from a text that matched; null where a name is not known, NaN where words make no number.</summary>
    public double? Parse(string text)
    {
        switch (Field)
        {
            case 'f':
                return Math.Truncate(double.Parse("0." + text, CultureInfo.InvariantCulture) * 1000);
            case 'P':
                return text.ToUpperInvariant() switch { "AM" => 0, "PM" => 1, _ => null };
            case 'Z' or 'z':
                return TimeZoneText.Parse(text.AsSpan(Field == 'z' ? 3 : 0));
            default:
                return _number is null ? IndexOfName(text) : _number.ParseAnyCase(text);
        }
    }

    private IntegerPicture Zone => _number ?? IntegerPicture.Of("w");

    private static string DefaultPresentation(char field, string text) => field switch
    {
        'Y' or 'M' or 'D' or 'd' or 'W' or 'w' or 'X' or 'x' or 'H' or 'h' or 'f' => "1",
        'm' or 's' => "01",
        'Z' or 'z' => "01:01",
        'F' or 'P' or 'C' or 'E' => "n",
        _ => throw new JsonataException("D3132", $"The picture component [{Quoted.Cut(text)}] is not known; expected one of Y M D d F W w X x H h P m s f Z z C E", value: text),
    };

    private static (int Min, int? Max) ParseWidth(string text)
    {
        var hyphen = text.IndexOf('-', StringComparison.Ordinal);
        return (Number(hyphen < 0 ? text : text[..hyphen]) ?? 0, hyphen < 0 ? null : Number(text[(hyphen + 1)..]));

        static int? Number(string digits)
        {
            var value = IntegerPicture.LeadingInteger(digits);
            if (value > MaxWidth)
                throw new JsonataException("D1016", $"The width {Quoted.Cut(digits)} of a picture component is larger than {MaxWidth}");
            return double.IsNaN(value) ? null : (int)value;
        }
    }

    private JsonataException NoName() =>
        new("D3133", $"The picture component [{Field}N] asks for a name, which only months (M, x) and days of the week (F) have", value: Field.ToString());

    private string FormatYear(int year)
    {
        if (_number!.IsDecimal && _maxWidth is null)
        {
            // Two places and more cut the year, also without a maximum.
            var minimum = Math.Max(_number.MinimumDigits, _minWidth);
            var places = minimum + _number.OptionalDigits;
            return _number.Format(places >= 2 && places < 10 ? year % (int)Math.Pow(10, places) : year, minimum);
        }

        if (_maxWidth is { } max and < 10)
            year %= (int)Math.Pow(10, Math.Max(max, 0));
        return _number.Format(year, _maxWidth ?? 0);
    }

    private string FormatNumber(int value) => _number!.Format(value, Math.Max(_number.MinimumDigits, _minWidth));

    private string Name(string name)
    {
        name = _nameCase switch
        {
            NameCase.Upper => name.ToUpperInvariant(),
            NameCase.Lower => name.ToLowerInvariant(),
            _ => name,
        };
        return _maxWidth is { } max && max < name.Length ? name[..Math.Max(max, 0)] : name;
    }

    private double? IndexOfName(string text)
    {
        var names = Field == 'F' ? Days : Months;
        var index = Array.FindLastIndex(names, name =>
            text.Equals(_maxWidth is { } max && max < name.Length ? name[..Math.Max(max, 0)] : name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index + 1 : null;
    }
}
