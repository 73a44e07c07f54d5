namespace ProKure.Integrations.Formats;

/// <summary>Bytes, which stand in JSON as base64.</summary>
internal static class BinaryBody
{
    public const string MediaType = "application/octet-stream";

    public static byte[] Decode(string base64, string place)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException fault)
        {
            throw new BodyFormatException(BodyFormatException.Shape, $"Expected bytes in base64 {place}, found other characters.", fault);
        }
    }
}
