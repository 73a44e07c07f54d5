using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Tests.Evaluation;

/// <summary>Short cuts of the evaluation, at the edges where they begin and end: with and without them the result is the reference's.</summary>
[Collection(nameof(FastPaths))]
public sealed class ShortCutTests
{
    private const string Input =
        """
        {"a":[{"b":1,"c":[1,2]},{"b":2,"c":3},{"d":4}],"n":[[{"b":1}],[{"b":2}]],"e":[],"s":[{"b":"x"}],"plain":"  two  words ","esc":"a\"b\u0041",
         "wide":"Straße 5","emoji":"a😀b","fffd":"\uFFFD","raw":"�","key":"b","esckey":"\u0062","o":{"b":7,"\u0063":8},"num":12.50,"big":1234567890123456789012}
        """;

    public static TheoryData<string, string> Cases() => new()
    {
        // $map into the output.
        { "$map([1..3], function($x){ $x > 1 ? {\"a\": $x} })", "[{\"a\":2},{\"a\":3}]" },
        { "$map([1..3], function($x){ $x > 2 ? {\"a\": $x} })", "{\"a\":3}" },
        { "$map([1..3], function($x){ $x > 3 ? {\"a\": $x} })", "undefined" },
        { "$map([1..3], function($x){ $x > 2 ? {\"a\": $x} })[]", "[{\"a\":3}]" },
        { "$map(nothing, function($x){ $x })", "undefined" },
        { "$map([1, 2], function($x){ $string($x) })", "[\"1\",\"2\"]" },
        { "$map([1, 2], function($x){ ($f := function($n){ $n = 0 ? \"end\" : $f($n - 1) }; $f($x)) })", "[\"end\",\"end\"]" },
        { "$map([\"a\"], $uppercase)", "\"A\"" },
        { "$map([7, 8], function($x, $i, $all){ [$x, $i, $count($all)] })", "[[7,0,2],[8,1,2]]" },
        { "$map([[1, 2]], function($x){ $x })", "[1,2]" },
        { "$map([[]], function($x){ $x })", "[]" },
        { "$map([1, 2], function($x)<s>{ $x })", "T0410" },
        { "[1, 2] ~> $map(function($x){ $x * 2 })", "[2,4]" },
        { "{\"r\": $map(e, function($x){ $x })}", "{}" },
        { "{\"r\": $map([1], 5)}", "T0410" },
        { "$map([1, \"x\"], function($x){ $x + 1 })", "T2001" },

        // Names over arrays of the input.
        { "a.b", "[1,2]" },
        { "a.c", "[1,2,3]" },
        { "a.d", "4" },
        { "a.none", "undefined" },
        { "n.b", "[1,2]" },
        { "e.b", "undefined" },
        { "s.b", "\"x\"" },
        { "($v := a; $v.c)", "[1,2,3]" },
        { "($v := $; $v.o.b)", "7" },
        { "($v := [{\"b\": 1}, {\"b\": [2, 3]}]; $v.b)", "[1,2,3]" },
        { "($v := [[{\"b\": 1}]]; $v.b)", "1" },
        { "$.o.b", "7" },
        { "$$.a.b", "[1,2]" },

        // Texts that stay UTF-8.
        { "$trim(plain)", "\"two words\"" },
        { "$trim(\" \\t\\n \")", "\"\"" },
        { "$uppercase(wide)", "\"STRASSE 5\"" },
        { "$lowercase(wide)", "\"straße 5\"" },
        { "$uppercase(esc)", "\"A\\\"BA\"" },
        { "$length(emoji)", "3" },
        { "$length(esc)", "4" },
        { "$substringBefore(wide, \"ß\")", "\"Stra\"" },
        { "$substringAfter(emoji, \"😀\")", "\"b\"" },
        { "$substringAfter(plain, key)", "\"  two  words \"" },
        { "$substringBefore(esc, \"\\\"\")", "\"a\"" },
        { "$substringBefore(raw, \"\\ud800\")", "\"�\"" },
        { "$contains(wide, \"aß\")", "true" },
        { "$contains(wide, \"\")", "true" },
        { "$contains(raw, \"\\ud800\")", "false" },
        { "raw = \"\\ud800\"", "false" },
        { "raw = fffd", "true" },
        { "wide = \"Straße 5\"", "true" },
        { "esc = \"a\\\"bA\"", "true" },
        { "esc != \"a\"", "true" },
        { "$join([key, wide, esc], \"/\")", "\"b/Straße 5/a\\\"bA\"" },
        { "$join([key, key], \"\\\"\")", "\"b\\\"b\"" },
        { "$join([])", "\"\"" },
        { "key & num & big", "\"b12.51.2345678901234568e+21\"" },
        { "key & nothing & null & true", "\"bnulltrue\"" },
        { "nothing & nothing", "\"\"" },
        { "$length($pad(\"\", 300, \"x\") & key)", "301" },

        // Keys that are not decoded.
        { "$lookup(o, key)", "7" },
        { "$lookup(o, esckey)", "7" },
        { "$lookup(o, \"c\")", "8" },
        { "$lookup(a, key)", "[1,2]" },
        { "$lookup({\"b\": 1}, key)", "1" },
        { "$lookup({\"b\": 1}, wide)", "undefined" },
        { "$lookup({\"1\":1,\"2\":2,\"3\":3,\"4\":4,\"5\":5,\"6\":6,\"7\":7,\"8\":8,\"9\":9,\"b\":10}, key)", "10" },

        // Sets of few and of many items.
        { "$count($distinct([1..12, 1..12]))", "12" },
        { "$count($distinct([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]))", "6" },
        { "$count($distinct([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7]))", "7" },
        { "$distinct([{\"a\": 1}, {\"a\": 1}, key, \"b\", [1], [1]])", "[{\"a\":1},\"b\",[1]]" },

        // Objects that share their keys.
        { "a.{\"x\": b, \"y\": d}", "[{\"x\":1},{\"x\":2},{\"y\":4}]" },
        { "($o := a.{\"x\": b, \"y\": 1}; $o ~> |$[x = 1]|{\"z\": 2}, \"y\"|)", "[{\"x\":1,\"z\":2},{\"x\":2,\"y\":1},{\"y\":1}]" },
        { "$merge(a.{\"x\": b, \"y\": d})", "{\"x\":2,\"y\":4}" },
        { "{\"x\": 1, \"x\": 2}", "D1009" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Result_WithAndWithoutShortCuts_IsTheSame(string expression, string expected)
    {
        var fast = Jsonata.Tests.Evaluate.Text(expression, Input);
        FastPaths.On = false;
        try
        {
            Assert.Equal(expected, Jsonata.Tests.Evaluate.Text(expression, Input));
        }
        finally
        {
            FastPaths.On = true;
        }

        Assert.Equal(expected, fast);
    }

    [Fact]
    public void Fault_InAFunctionThatMapWrites_NamesTheSameCall()
    {
        const string expression = "{\"r\": $map([1], function($x){ {\"v\": $uppercase($x)} })}";
        var fast = Jsonata.Tests.Evaluate.Fault(expression);
        FastPaths.On = false;
        try
        {
            var plain = Jsonata.Tests.Evaluate.Fault(expression);
            Assert.Equal((plain.Code, plain.Position, plain.Token), (fast.Code, fast.Position, fast.Token));
        }
        finally
        {
            FastPaths.On = true;
        }

        Assert.Equal(("T0410", "uppercase"), (fast.Code, fast.Token));
    }
}
