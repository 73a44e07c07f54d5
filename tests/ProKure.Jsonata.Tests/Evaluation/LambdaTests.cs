namespace ProKure.Jsonata.Tests.Evaluation;

public sealed class LambdaTests
{
    private const string Input =
        """
        {"a":1,"b":[1,2,3],"c":{"d":"x","e":null},"f":[{"g":1,"h":"p"},{"g":2,"h":"q"},{"g":2,"h":"r"}],"s":"foo bar","t":true,"n":-2.5}
        """;

    /// <summary>Expression, and the result or the code of the fault, as the reference gives it.</summary>
    public static TheoryData<string, string> Cases() => new()
    {
        { "function($x){$x+1}(2)", "3" },
        { "\u03bb($x){$x*2}(4)", "8" },
        { "($f:=function($n){$n<2?1:$n*$f($n-1)};$f(10))", "3628800" },
        { "($f:=function($n,$a){$n=0?$a:$f($n-1,$a+$n)};$f(5000,0))", "12502500" },
        { "($even:=function($n){$n=0?true:$odd($n-1)};$odd:=function($n){$n=0?false:$even($n-1)};$even(1001))", "false" },
        { "($add:=function($x){function($y){$x+$y}};$add(1)(2))", "3" },
        { "($p:=$substring(?,0,3);$p('abcdef'))", "\"abc\"" },
        { "($f:=function($a,$b){$a-$b};$f(?,1)(5))", "4" },
        { "($f:=function($a,$b){$a-$b};$f(5,?)(1))", "4" },
        { "function($x)<n:n>{$x}('a')", "T0410" },
        { "function($x)<a<n>>{$x}(5)", "[5]" },
        { "function($x)<s-:n>{$x}()", "T0411" },
        { "'q'.function($x)<s-:n>{$x}()", "undefined" },
        { "function($x,$y)<n?s>{$y}('k')", "undefined" },
        { "b.(function($x){$x+$})(10)", "[11,12,13]" },
        { "($x:=1;$f:=function(){$x};$x:=2;$f())", "2" },
        { "($f:=function($x){$x:=5;$x};$f(1))", "S0202" },
        { "$missing(1)", "T1006" },
        { "a(1)", "T1006" },
        { "sum(b)", "T1005" },
        { "5(1)", "T1006" },
        { "$map(b,$f)", "T0410" },
        { "$f:=1", "1" },
        { "(function(){missing})()", "undefined" },
        { "$sum ~> $string", "\"\"" },
        { "(function($x){$x}) = 1", "false" },
        { "[function(){1}]", "[\"\"]" },
        { "function($x)<x+:n>{$x}(1)", "1" },
        { "(function($f){$f(2)})($sqrt)", "1.4142135623730951" },
        { "b ~> $map($string) ~> $join('-')", "\"1-2-3\"" },
        { "$type(function(){1})", "\"function\"" },
        { "$type($sum)", "\"function\"" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lambda_OverTheInput_GivesWhatTheReferenceGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, Input));
}
