using System.Text;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Capture.Formats;

public sealed class OtherFormatsTests
{
    private const string Boundary = "multipart/form-data; boundary=\"b1\"";

    [Theory]
    [InlineData("<a><password>x</password><b>y</b></a>", "<a><password>[REDACTED]</password><b>y</b></a>")]
    [InlineData("<s:Env xmlns:s='u'><wsse:Password Type='T'>x</wsse:Password></s:Env>", "<s:Env xmlns:s='u'><wsse:Password Type='T'>[REDACTED]</wsse:Password></s:Env>")]
    [InlineData("<a password='x' b=\"y\"/>", "<a password='[REDACTED]' b=\"y\"/>")]
    [InlineData("<a t:token='x' xmlns:token='urn:t'/>", "<a t:token='[REDACTED]' xmlns:token='urn:t'/>")]
    [InlineData("<add key=\"password\" value=\"x\"/><add key=\"colour\" value=\"y\"/>", "<add key=\"password\" value=\"[REDACTED]\"/><add key=\"colour\" value=\"y\"/>")]
    [InlineData("<f name='api_key'>x</f><f name='b'>y</f>", "<f name='api_key'>[REDACTED]</f><f name='b'>y</f>")]
    [InlineData("<credentials><u>x</u><credentials>y</credentials>z</credentials><b/>", "<credentials>[REDACTED]</credentials><b/>")]
    [InlineData("<password/><token></token><pin> </pin>", "<password/><token></token><pin></pin>")]
    [InlineData("<a><![CDATA[{\"password\":\"x\"}]]></a>", "<a><![CDATA[{\"password\":\"[REDACTED]\"}]]></a>")]
    [InlineData("<password><![CDATA[x]]></password>", "<password>[REDACTED]</password>")]
    [InlineData("<a>{&quot;token&quot;:&quot;x&quot;,&quot;b&quot;:1}</a>", "<a>{&quot;token&quot;:&quot;[REDACTED]&quot;,&quot;b&quot;:1}</a>")]
    [InlineData("<a>&#x70;assword=x &amp; y</a>", "<a>password=[REDACTED] &amp; y</a>")]
    [InlineData("<a>x &amp; y &eacute; &#65;</a>", "<a>x &amp; y &eacute; &#65;</a>")]
    [InlineData("<!-- password=x --><a/>", "<!-- password=[REDACTED] --><a/>")]
    [InlineData("<?config token=\"x\"?><a/>", "<?config token=\"[REDACTED]\"?><a/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY pw \"x\">]><a>&pw;</a>", "<!DOCTYPE a [<!-- [REDACTED] -->]><a>&pw;</a>")]
    [InlineData("<!DOCTYPE html><p>a < b</p><br><input name=password value=x>", "<!DOCTYPE html><p>a < b</p><br><input name=password value=[REDACTED]>")]
    [InlineData("<a><password>x", "<a><password>[REDACTED]")]
    [InlineData("<a><b password=\"x", "<a><b password=\"[REDACTED]")]
    [InlineData("<a>text Bearer abcDEF123456</a>", "<a>text Bearer [REDACTED]</a>")]
    [InlineData("<a><iban>DE89 3704 0044 0532 0130 00</iban></a>", "<a><iban>[REDACTED]</iban></a>")]
    public void Body_Xml_LosesSecretsAndNothingElse(string xml, string expected)
    {
        Assert.Equal(expected, Redact.Text(xml, "application/xml"));
        Assert.Equal(expected, Redact.Text(xml, "application/json"));
        Assert.Equal(expected, Redact.Text(expected, "application/xml"));
    }

    [Fact]
    public void Body_XmlPaths_AreNamesFromTheRootElement()
    {
        var redacted = Redact.Body("<o:Order><Pay><Card>1</Card></Pay><Card>2</Card><x Card='3'/></o:Order>", null, Redact.Rules("$.Order.Pay.Card", "x.card"));

        Assert.Equal("<o:Order><Pay><Card>[REDACTED]</Card></Pay><Card>2</Card><x Card='[REDACTED]'/></o:Order>", redacted.Text);
        Assert.Equal(["Order.Pay.Card", "Order.x.Card"], redacted.Fields.Names);
    }

    [Fact]
    public void Body_DeepXml_IsRedactedAtTheBottomToo()
    {
        var xml = $"{string.Concat(Enumerable.Repeat("<a>", 5_000))}<password>Pw0123</password>";

        Assert.Equal(xml.Replace("Pw0123", "[REDACTED]", StringComparison.Ordinal), Redact.Text(xml));
    }

    [Theory]
    [InlineData("user=anna&password=a%20b%26c&x=1", "user=anna&password=[REDACTED]&x=1")]
    [InlineData("pass%77ord=x&flag&empty=&token=", "pass%77ord=[REDACTED]&flag&empty=&token=")]
    [InlineData("user%5Bpassword%5D=x&a%5Bb%5D=y", "user%5Bpassword%5D=[REDACTED]&a%5Bb%5D=y")]
    [InlineData("payload=%7B%22token%22%3A%22x%22%2C%22n%22%3A1%7D&a=b+c", "payload=%7B%22token%22:%22[REDACTED]%22,%22n%22:1%7D&a=b+c")]
    [InlineData("note=Bearer+abcDEF123456&x=%zz", "note=Bearer+[REDACTED]&x=%zz")]
    [InlineData("grant_type=client_credentials&client_secret=x", "grant_type=client_credentials&client_secret=[REDACTED]")]
    public void Body_Form_LosesSecretsAndNothingElse(string form, string expected)
    {
        Assert.Equal(expected, Redact.Text(form, "application/x-www-form-urlencoded"));
        Assert.Equal(expected, Redact.Text(form, "application/json"));
    }

    [Fact]
    public void Body_Multipart_IsRedactedPartByPart()
    {
        const string body =
            "preamble password=x\r\n--b1\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nhunter2\r\n"
            + "--b1\r\nContent-Disposition: form-data; name=\"doc\"\r\nContent-Type: application/json\r\nX-Key: k\r\n\r\n{\"token\":\"t\",\"n\":1.0}\r\n"
            + "--b1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nline\r\n--b2 secret: s\r\n"
            + "--b1\r\nContent-Transfer-Encoding: base64\r\n\r\neyJwYXNzd29yZCI6\r\nImh1bnRlcjIifQ==\r\n"
            + "--b1\r\nContent-Type: multipart/mixed; boundary=b2\r\n\r\n--b2\r\n\r\n<pin>1</pin>\r\n--b2--\r\n--b1--\r\nepilogue";
        const string expected =
            "preamble password=[REDACTED]\r\n--b1\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n[REDACTED]\r\n"
            + "--b1\r\nContent-Disposition: form-data; name=\"doc\"\r\nContent-Type: application/json\r\nX-Key: [REDACTED]\r\n\r\n{\"token\":\"[REDACTED]\",\"n\":1.0}\r\n"
            + "--b1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nline\r\n--b2 secret: [REDACTED]\r\n"
            + "--b1\r\nContent-Transfer-Encoding: base64\r\n\r\neyJwYXNzd29yZCI6IltSRURBQ1RFRF0ifQ==\r\n"
            + "--b1\r\nContent-Type: multipart/mixed; boundary=b2\r\n\r\n--b2\r\n\r\n<pin>[REDACTED]</pin>\r\n--b2--\r\n--b1--\r\nepilogue";

        var redacted = Redact.Body(body, Boundary);

        Assert.Equal(expected, redacted.Text);
        Assert.Equal(["text credential-name", "password", "header X-Key", "doc.token", "file", "pin"], redacted.Fields.Names);
    }

    [Fact]
    public void Body_FilePart_KeepsItsBytes()
    {
        byte[] file = [0xFF, 0xD8, 0, .. "\r\n--b"u8, .. "\r\n\r"u8, 0x10];
        byte[] body = [.. "--b1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"u8, .. file, .. "\r\n--b1--\r\n"u8];

        var redacted = Redact.Bytes(body, Boundary);

        Assert.Equal((BodyFormat.Base64, Encoding.UTF8.GetString(body)), (redacted.Format, redacted.Text));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    [InlineData("utf-8")]
    public void Body_UnicodeWithOrWithoutMark_IsReadAsWhatItIs(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var json = """{"password":"hunter2","größe":"日本"}""";

        foreach (var body in new byte[][] { [.. encoding.GetPreamble(), .. encoding.GetBytes(json)], encoding.GetBytes(json) })
        {
            var redacted = Redact.Bytes(body, "application/json; charset=utf-8");

            Assert.Equal(("""{"password":"[REDACTED]","größe":"日本"}""", BodyFormat.Json), (redacted.Text, redacted.Format));
        }
    }

    [Fact]
    public void Body_CharsetsOfOneByte_AreDecodedOrSearchedAsTheyAre()
    {
        var body = Encoding.Latin1.GetBytes("Größe=4; password=hünter2; ok");

        foreach (var charset in new[] { "iso-8859-1", "windows-1250", "\"Windows-1252\"" })
            Assert.Equal(("Größe=4; password=[REDACTED]; ok", BodyFormat.Text), (Redact.Bytes(body, $"text/plain; charset={charset}").Text, Redact.Bytes(body, $"text/plain; charset={charset}").Format));
        foreach (var type in new[] { "text/plain", "text/plain; charset=windows-0", "text/plain; charset=utf-8" })
        {
            var redacted = Redact.Bytes(body, type);
            Assert.DoesNotContain("nter2", redacted.Text, StringComparison.Ordinal);
            Assert.Equal(BodyFormat.Base64, redacted.Format);
        }
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("IBM037")]
    [InlineData("x-unknown")]
    public void Body_CharsetThatCannotBeRead_IsRemovedWhole(string charset)
    {
        var redacted = Redact.Body("+AHAAYQBzAHM- hunter2", $"text/plain; charset={charset}");

        Assert.Equal(("[REDACTED]", BodyFormat.Text), (redacted.Text, redacted.Format));
        Assert.Equal(["unreadable-charset"], redacted.RuleIds, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"windows-1252\"?>")]
    [InlineData("<?xml version='1.0'   encoding = 'ISO-8859-1' standalone='yes' ?>")]
    [InlineData("<?xml version='1.0'                                                                                                     encoding='ISO-8859-1'?>")]
    public void Body_XmlThatDeclaresItsCharset_IsReadByIt(string declaration)
    {
        var body = Encoding.Latin1.GetBytes($"{declaration}<po password=\"hünter2\">Größe</po>");

        Assert.All<int[]>([[], [1], [3, 50]], pieces =>
        {
            var redacted = Redact.Bytes(body, "application/xml", null, pieces);
            Assert.Equal(($"{declaration}<po password=\"[REDACTED]\">Größe</po>", BodyFormat.Text), (redacted.Text, redacted.Format));
        });
    }

    [Theory]
    [InlineData("<?xml version='1.0'?><a>ok</a>")]
    [InlineData("<?xml version='1.0' encoding='x-unknown")]
    [InlineData("<?xm")]
    public void Body_XmlWithoutACharset_IsUtf8(string body) => Assert.Equal((body, BodyFormat.Text), (Redact.Body(body, "text/xml").Text, Redact.Body(body, "text/xml").Format));

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-32BE")]
    public void Body_AsciiThatIsSaidToBeWide_IsRemovedWhole(string charset) =>
        Assert.Equal("[REDACTED]", Redact.Body("""{"password":"hunter2"}""", $"application/json; charset={charset}").Text);

    [Fact]
    public void Body_Binary_IsSearchedAllTheSame()
    {
        byte[] body = [0xFF, 0, 1, .. "password=hunter2"u8, 0x0A, 0xFE, .. "-----BEGIN EC PRIVATE KEY-----abc"u8];

        var redacted = Redact.Bytes(body, "application/octet-stream");

        Assert.Equal(BodyFormat.Base64, redacted.Format);
        Assert.DoesNotContain("hunter2", redacted.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", redacted.Text, StringComparison.Ordinal);
    }
}
