using Microsoft.Extensions.Options;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Formats.Files;

namespace ProKure.Integrations.Tests.Formats;

public sealed class MultipartBodyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prokure-files-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Encode_FieldsAndFiles_ArePartsInOrder()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "invoices"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "invoices", "4711.pdf"), "%PDF", TestContext.Current.CancellationToken);

        var body = await EncodeAsync("""
            {
              "number": 4711, "note": null, "tags": ["a", "b"],
              "invoice": { "file": "invoices/4711.pdf", "content_type": "application/pdf" },
              "bytes": { "content_base64": "AQI=", "filename": "b\"x\r\ny.bin" },
              "text": { "content": "Grüße", "content_type": "text/plain; charset=utf-8" }
            }
            """);

        var boundary = body.ContentType["multipart/form-data; boundary=".Length..];
        Assert.Matches("^prokure-[0-9a-f]{32}$", boundary);
        string[] parts =
        [
            "Content-Disposition: form-data; name=\"number\"\r\n\r\n4711",
            "Content-Disposition: form-data; name=\"tags\"\r\n\r\na",
            "Content-Disposition: form-data; name=\"tags\"\r\n\r\nb",
            "Content-Disposition: form-data; name=\"invoice\"; filename=\"4711.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF",
            "Content-Disposition: form-data; name=\"bytes\"; filename=\"b%22x%0D%0Ay.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n\u0001\u0002",
            "Content-Disposition: form-data; name=\"text\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße",
        ];
        Assert.Equal(string.Concat(parts.Select(part => $"--{boundary}\r\n{part}\r\n")) + $"--{boundary}--\r\n", Bodies.Text(body.Sent));
    }

    [Theory]
    [InlineData("[]", "Expected an object of parts as multipart, found an array.")]
    [InlineData("""{"a":{}}""", "Expected one of content, content_base64 and file in the part 'a'.")]
    [InlineData("""{"a":{"content":"x","file":"y"}}""", "Expected one of content, content_base64 and file in the part 'a'.")]
    [InlineData("""{"a":{"contents":"x"}}""", "A part has the members content, content_base64, file, filename, content_type, found 'contents' in the part 'a'.")]
    [InlineData("""{"a":{"content_base64":"*"}}""", "Expected bytes in base64 in the part 'a', found other characters.")]
    [InlineData("""{"a":{"content":"x","content_type":"text/plain\r\nX-Evil: 1"}}""", "Expected a media type such as application/pdf in content_type in the part 'a', found ")]
    [InlineData("""{"a":{"file":"none.pdf"}}""", "There is no file 'none.pdf'.")]
    public async Task Encode_NoParts_SaysWhatWasExpected(string json, string message) => Assert.StartsWith(
        message, (await Assert.ThrowsAsync<BodyFormatException>(() => EncodeAsync(json))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("a/../../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\secret.txt")]
    [InlineData("C:/secret.txt")]
    [InlineData("./a")]
    [InlineData(".hidden")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task ReadAsync_ReferenceThatLeavesTheFolder_IsRefused(string reference) => Assert.StartsWith(
        "Expected a file's relative path such as invoices/4711.pdf, found ", (await FaultOf(reference)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("link.txt")]
    [InlineData("linked/passwd")]
    public async Task ReadAsync_LinkOnTheWay_IsRefused(string reference)
    {
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link.txt"), "/etc/passwd");
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "linked"), "/etc");

        Assert.Equal($"The file '{reference}' cannot be read: a link stands on the way.", (await FaultOf(reference)).Message);
    }

    [Fact]
    public async Task ReadAsync_LongerThanAllowed_IsRefused()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "long.bin"), new byte[11], TestContext.Current.CancellationToken);

        Assert.Equal("The file 'long.bin' has 11 bytes, more than the 10 that a body may have.", (await FaultOf("long.bin")).Message);
    }

    [Fact]
    public async Task ReadAsync_NoFolderConfigured_IsRefused() => Assert.Equal(
        "The file 'a.pdf' cannot be read: no folder of files is configured.",
        (await Assert.ThrowsAsync<BodyFormatException>(async () => await Source(null).ReadAsync("a.pdf", 10, TestContext.Current.CancellationToken))).Message);

    private async Task<BodyFormatException> FaultOf(string reference)
    {
        var fault = await Assert.ThrowsAsync<BodyFormatException>(
            async () => await Source(_folder.FullName).ReadAsync(reference, 10, TestContext.Current.CancellationToken));
        Assert.Equal(BodyFormatException.File, fault.Code);
        Assert.DoesNotContain(_folder.FullName, fault.Message, StringComparison.Ordinal);
        return fault;
    }

    private Task<EncodedBody> EncodeAsync(string json) =>
        Bodies.EncodeAsync(new RequestFormatConfig { Type = RequestBodyType.Multipart }, json, files: Source(_folder.FullName));

    private static FolderFileSource Source(string? folder) => new(Options.Create(new FileSourceOptions { Directory = folder }));
}
