namespace ProKure.Jsonata.Tests.Evaluation;

/// <summary>Variables of calls: each call has its own, however often frames are used again.</summary>
public sealed class FrameTests
{
    [Theory]
    [InlineData("($f := function($n){ ($x := $n; $n > 0 ? $f($n - 1) + $x : 0) }; $f(200))", "20100")]
    [InlineData("($add := function($n){ function($m){ $n + $m } }; $one := $add(1); $ten := $add(10); [$one(1), $ten(1), $one(2)])", "[2,11,3]")]
    [InlineData("($x := 'outer'; $f := function($set){ ($set ? $x := 'inner'; $x) }; [$f(true), $f(false)])", "[\"inner\",\"outer\"]")]
    [InlineData("($f := function($a, $b){ [$a, $exists($b)] }; [$f(1, 2), $f(3)])", "[1,true,3,false]")]
    [InlineData("$map([1..3], function($n){ ($g := function(){ $n }; $g) }).$()", "[1,2,3]")]
    [InlineData("($fs := [1..3].($n := $; function(){ $n }); $fs.$())", "[1,2,3]")]
    [InlineData("($t := function($n){ |$|{'n': $n}| }; $a := $t(1); $b := $t(2); [{} ~> $a, {} ~> $b])", "[{\"n\":1},{\"n\":2}]")]
    [InlineData("($f := function($n){ [$eval('$n')] }; [$f(1), $f(2)])", "[1,2]")]
    [InlineData("($p := function($a, $b){ $a - $b }; $q := $p(?, 1); $r := $p(10, ?); [$q(5), $r(3)])", "[4,7]")]
    [InlineData("($f := function($n){ $n = 0 ? 0 : $f($n - 1) }; $f(500))", "0")]
    [InlineData("$sort([3, 1, 2], function($l, $r){ ($d := $l - $r; $d > 0) })", "[1,2,3]")]
    public void Variables_OfCalls_AreTheirOwn(string expression, string expected) => Assert.Equal(expected, Evaluate.Text(expression));

    [Fact]
    public void Variables_AfterAFaultInACall_AreTheirOwn()
    {
        const string expression = "($f := function($n){ ($x := $n; $n = 3 ? $error('three') : $x) }; $map(n, $f))";

        Assert.Equal("D3137", Evaluate.Text(expression, "{\"n\":[1,2,3]}"));
        Assert.Equal("[4,5]", Evaluate.Text(expression, "{\"n\":[4,5]}"));
    }
}
