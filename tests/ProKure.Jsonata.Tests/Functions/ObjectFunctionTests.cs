namespace ProKure.Jsonata.Tests.Functions;

public sealed class ObjectFunctionTests
{
    private const string Input =
        """
        {"a":1,"b":[1,2,3],"c":{"d":"x","e":null},"f":[{"g":1,"h":"p"},{"g":2,"h":"q"},{"g":2,"h":"r"}],"s":"foo bar","t":true,"n":-2.5}
        """;

    /// <summary>Expression, and the result or the code of the fault, as the reference gives it.</summary>
    public static TheoryData<string, string> Cases() => new()
    {
        { "$keys(c)", "[\"d\",\"e\"]" },
        { "$keys(f)", "[\"g\",\"h\"]" },
        { "$keys({})", "undefined" },
        { "$keys(a)", "undefined" },
        { "$keys({'only':1})", "\"only\"" },
        { "$lookup(c,'d')", "\"x\"" },
        { "$lookup(f,'g')", "[1,2,2]" },
        { "$lookup(c,'zz')", "undefined" },
        { "$lookup(missing,'a')", "undefined" },
        { "$spread(c)", "[{\"d\":\"x\"},{\"e\":null}]" },
        { "$spread(f)", "[{\"g\":1},{\"h\":\"p\"},{\"g\":2},{\"h\":\"q\"},{\"g\":2},{\"h\":\"r\"}]" },
        { "$spread({'a':1})", "{\"a\":1}" },
        { "$spread(5)", "5" },
        { "$spread([])", "undefined" },
        { "$merge([{'a':1},{'b':2,'a':3}])", "{\"a\":3,\"b\":2}" },
        { "$merge(c)", "{\"d\":\"x\",\"e\":null}" },
        { "$merge([])", "{}" },
        { "$merge(missing)", "undefined" },
        { "$each(c,function($v,$k){$k&':'&$v})", "[\"d:x\",\"e:null\"]" },
        { "$each({'a':1},function($v){$v})", "1" },
        { "$sift(c,function($v,$k){$k='d'})", "{\"d\":\"x\"}" },
        { "$sift(c,function($v){false})", "undefined" },
        { "$sift({'a':1,'b':2},function($v,$k,$o){$v=$count($keys($o))})", "{\"b\":2}" },
        { "c.$sift(function($v){$v='x'})", "{\"d\":\"x\"}" },
        { "$type(a)", "\"number\"" },
        { "$type('')", "\"string\"" },
        { "$type(null)", "\"null\"" },
        { "$type([])", "\"array\"" },
        { "$type({})", "\"object\"" },
        { "$type(true)", "\"boolean\"" },
        { "$type(missing)", "undefined" },
        { "$clone(c)", "{\"d\":\"x\",\"e\":null}" },
        { "$clone(5)", "T0410" },
        { "$error('boom')", "D3137" },
        { "$error()", "D3137" },
        { "$assert(true,'x')", "undefined" },
        { "$assert(false,'x')", "D3141" },
        { "$assert(false)", "D3141" },
        { "$assert(missing)", "D3141" },
        { "$keys($)", "[\"a\",\"b\",\"c\",\"f\",\"s\",\"t\",\"n\"]" },
        { "$sift(missing,function($v){true})", "undefined" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ObjectFunction_OverTheInput_GivesWhatTheReferenceGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, Input));
}
