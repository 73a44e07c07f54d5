using ProKure.Integrations.Configuration;
using ProKure.Integrations.Transformation;

namespace ProKure.Integrations.Tests.Transformation;

public sealed class CodeMappingsTests
{
    [Fact]
    public void ToExternal_KnownCode_IsMapped() => Assert.Equal("EA", Codes(MissingCode.Error).ToExternal("UOM", "PCE"));

    [Fact]
    public void ToInternal_ExternalCodeOfSeveral_GivesTheFirst() => Assert.Equal("PCE", Codes(MissingCode.Error).ToInternal("UOM", "EA"));

    [Fact]
    public void ToExternal_MissingCode_SaysSetSystemAndCode()
    {
        var fault = Assert.Throws<MissingCodeException>(() => Codes(MissingCode.Error).ToExternal("UOM", "XYZ"));

        Assert.Equal("Code mapping set UOM of system SAP has no external code for 'XYZ'.", fault.Message);
    }

    [Fact]
    public void ToExternal_UnknownSet_SaysWhichThereAre()
    {
        var fault = Assert.Throws<MissingCodeException>(() => Codes(MissingCode.Error).ToExternal("COLOUR", "RED"));

        Assert.Equal("System SAP has no code mapping set 'COLOUR'; it has UOM.", fault.Message);
    }

    [Fact]
    public void ToExternal_PassThrough_GivesTheCodeItself() => Assert.Equal("XYZ", Codes(MissingCode.PassThrough).ToExternal("UOM", "XYZ"));

    [Fact]
    public void ToInternal_Default_GivesTheDefault() => Assert.Equal("UNKNOWN", Codes(MissingCode.Default).ToInternal("UOM", "??"));

    private static CodeMappings Codes(MissingCode onMissing) => new("SAP",
    [
        new CodeMappingSetConfig
        {
            SystemCode = "SAP", Code = "UOM", OnMissing = onMissing, DefaultExternal = "ST", DefaultInternal = "UNKNOWN",
            Mappings = [new("PCE", "EA"), new("UNIT", "EA"), new("KGM", "KG")],
        },
    ]);
}
