namespace ProKure.Jsonata.Tests.Functions;

public sealed class ArrayFunctionTests
{
    private const string Input =
        """
        {"a":1,"b":[1,2,3],"c":{"d":"x","e":null},"f":[{"g":1,"h":"p"},{"g":2,"h":"q"},{"g":2,"h":"r"}],"s":"foo bar","t":true,"n":-2.5}
        """;

    /// <summary>Expression, and the result or the code of the fault, as the reference gives it.</summary>
    public static TheoryData<string, string> Cases() => new()
    {
        { "$append(b,4)", "[1,2,3,4]" },
        { "$append([],[])", "[]" },
        { "$append(missing,1)", "1" },
        { "$append(1,missing)", "1" },
        { "$append([1],[2,[3]])", "[1,2,[3]]" },
        { "$sort(b,function($x,$y){$x<$y})", "[3,2,1]" },
        { "$sort(['b','a'])", "[\"a\",\"b\"]" },
        { "$sort([3,1,2])", "[1,2,3]" },
        { "$sort([1,'a'])", "D3070" },
        { "$sort(f,function($l,$r){$l.h<$r.h}).h", "[\"r\",\"q\",\"p\"]" },
        { "$sort(5)", "[5]" },
        { "$sort(missing)", "undefined" },
        { "$reverse(b)", "[3,2,1]" },
        { "$reverse([])", "[]" },
        { "$reverse(5)", "[5]" },
        { "$count($shuffle(b))", "3" },
        { "$sort($shuffle(b))", "[1,2,3]" },
        { "$distinct([1,2,1,'1',{'a':1},{'a':1},[1],[1],null,null])", "[1,2,\"1\",{\"a\":1},[1],null]" },
        { "$distinct(f.g)", "[1,2]" },
        { "$distinct(5)", "5" },
        { "$zip([1,2],[3,4,5])", "[[1,3],[2,4]]" },
        { "$zip([1,2])", "[[1],[2]]" },
        { "$zip(1,2)", "[[1,2]]" },
        { "$zip(b,missing)", "[]" },
        { "$exists(a)", "true" },
        { "$exists(missing)", "false" },
        { "$exists(null)", "true" },
        { "$boolean([])", "false" },
        { "$boolean([0,1])", "true" },
        { "$boolean([0])", "false" },
        { "$boolean('')", "false" },
        { "$boolean({})", "false" },
        { "$boolean(null)", "false" },
        { "$boolean(missing)", "undefined" },
        { "$boolean($sum)", "false" },
        { "$not(a)", "false" },
        { "$not(missing)", "undefined" },
        { "$map(b,function($v,$i,$a){$v+$i+$count($a)})", "[4,6,8]" },
        { "$map(b,$string)", "[\"1\",\"2\",\"3\"]" },
        { "$map(b,$formatBase)", "D3100" },
        { "$map([1],function($x){$x})", "1" },
        { "$map([],function($x){$x})", "undefined" },
        { "$map(missing,$string)", "undefined" },
        { "$map(a,function($x){[$x,$x]})", "[1,1]" },
        { "$filter(b,function($v){$v>1})", "[2,3]" },
        { "$filter(b,function($v,$i){$i=0})", "1" },
        { "$filter(b,function($v){false})", "undefined" },
        { "$single(b,function($v){$v=2})", "2" },
        { "$single(b,function($v){$v>1})", "D3138" },
        { "$single(b,function($v){$v>5})", "D3139" },
        { "$single([7])", "7" },
        { "$reduce(b,function($x,$y){$x+$y})", "6" },
        { "$reduce(b,function($x,$y){$x+$y},10)", "16" },
        { "$reduce([],function($x,$y){$x})", "undefined" },
        { "$reduce([],function($x,$y){$x},1)", "1" },
        { "$reduce(b,function($x){$x})", "D3050" },
        { "$reduce(b,function($x,$y,$i){$x+$i},0)", "3" },
        { "$reduce(missing,function($x,$y){$x})", "undefined" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ArrayFunction_OverTheInput_GivesWhatTheReferenceGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, Input));
}
