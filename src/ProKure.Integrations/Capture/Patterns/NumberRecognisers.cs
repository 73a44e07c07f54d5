using System.Collections.Frozen;
using System.Text;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>Numbers of cards and bank accounts, which prove themselves by their check digits.</summary>
internal static class NumberRecognisers
{
    public static RedactionRule Card { get; } = new("card-number", "Payment card number: range of an issuer, length, Luhn check digit");

    public static RedactionRule Iban { get; } = new("iban", "IBAN: country, its length, check digits (ISO 13616)");

    /// <summary>The fewest digits of a card.</summary>
    public const int ShortestCard = 13;

    /// <summary>The digits that cards begin with, of all ranges of the issuers.</summary>
    public const string CardBegins = "23456";

    private const int LongestCard = 19;
    private const int LongestIban = 34;

    // Length of the IBAN by country, from the registry of ISO 13616.
    private static readonly FrozenDictionary<int, int> IbanLengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 "
        + "GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 "
        + "NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30")
        .Split(' ').ToFrozenDictionary(entry => Country(entry[0], entry[1]), entry => int.Parse(entry.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The countries that have IBANs, as two letters.</summary>
    public static IEnumerable<(char First, char Second)> IbanCountries => IbanLengths.Keys.Select(country => ((char)(country >> 8), (char)(country & 0xFF)));

    /// <summary>13 to 19 digits, which single blanks or hyphens may divide.</summary>
    public static bool TryCard(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        if (at > 0 && (char.IsAsciiLetterOrDigit((char)text[at - 1]) || IsInsideNumber(text, at)))
            return false;
        Span<byte> digits = stackalloc byte[LongestCard + 1];
        var (count, end, separator) = (0, at, (byte)0);
        for (var i = at; i < text.Length && count <= LongestCard; i++)
        {
            if (char.IsAsciiDigit((char)text[i]))
            {
                digits[count++] = (byte)(text[i] - '0');
                end = i + 1;
            }
            else if (text[i] is (byte)' ' or (byte)'-' && i == end && (separator == 0 || separator == text[i]) && i + 1 < text.Length && char.IsAsciiDigit((char)text[i + 1]))
            {
                separator = text[i];
            }
            else
            {
                break;
            }
        }

        if (count is < ShortestCard or > LongestCard || !Words.EndsBefore(text, end) || IsFraction(text, end) || !IsIssued(digits[..count]) || !HasLuhnDigit(digits[..count]))
            return false;
        match = new TextMatch(at, end, Card);
        return true;
    }

    /// <summary>A country, check digits and account, which single blanks may divide.</summary>
    public static bool TryIban(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        if (at + 15 > text.Length || !Words.Begins(text, at) || !char.IsAsciiDigit((char)text[at + 2])
            || !IbanLengths.TryGetValue(Country((char)(text[at] & 0xDF), (char)(text[at + 1] & 0xDF)), out var length))
            return false;
        Span<byte> letters = stackalloc byte[LongestIban];
        var (count, end) = (0, at);
        for (var i = at; i < text.Length && count < length; i++)
        {
            if (char.IsAsciiLetterOrDigit((char)text[i]))
            {
                letters[count++] = text[i];
                end = i + 1;
            }
            else if (text[i] != ' ' || i != end)
            {
                break;
            }
        }

        if (count != length || !Words.EndsBefore(text, end) || !HasIbanDigits(letters[..count]))
            return false;
        match = new TextMatch(at, end, Iban);
        return true;
    }

    // 12.4111… and 1-4111…: digits that belong to a number before them.
    private static bool IsInsideNumber(ReadOnlySpan<byte> text, int at) =>
        text[at - 1] is (byte)'.' or (byte)',' or (byte)'-' && at > 1 && char.IsAsciiDigit((char)text[at - 2]);

    private static bool IsFraction(ReadOnlySpan<byte> text, int end) =>
        end + 1 < text.Length && text[end] is (byte)'.' or (byte)',' && char.IsAsciiDigit((char)text[end + 1]);

    // Ranges of the issuers: Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay, Maestro.
    private static bool IsIssued(ReadOnlySpan<byte> digits)
    {
        var (two, four) = ((digits[0] * 10) + digits[1], (digits[0] * 1000) + (digits[1] * 100) + (digits[2] * 10) + digits[3]);
        return digits.Length switch
        {
            14 => two is 36 or 38 or 39 || four is >= 3000 and <= 3059,
            15 => two is 34 or 37,
            16 => digits[0] == 4 || two is >= 51 and <= 55 || four is >= 2221 and <= 2720 || four == 6011 || two is 65 or 62 or 36 || four is >= 6440 and <= 6499
                || four is >= 3528 and <= 3589 || four is 5018 or 5020 or 5038 or 6304 or 6759 or 6761 or 6762 or 6763,
            17 or 18 => two == 62 || four is 5018 or 5020 or 5038 or 6304 or 6759,
            19 => digits[0] == 4 || two == 62 || four is 5018 or 5020 or 5038 or 6304 or 6759,
            _ => false,
        };
    }

    private static bool HasLuhnDigit(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)];
            sum += i % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
        }

        return sum % 10 == 0;
    }

    private static bool HasIbanDigits(ReadOnlySpan<byte> iban)
    {
        var remainder = 0;
        for (var i = 0; i < iban.Length; i++)
        {
            var c = (char)iban[(i + 4) % iban.Length];
            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + c - '0') % 97 : ((remainder * 100) + (c & 0xDF) - 'A' + 10) % 97;
        }

        return remainder == 1 && Ascii.IsValid(iban);
    }

    private static int Country(char first, char second) => (first << 8) | second;
}
