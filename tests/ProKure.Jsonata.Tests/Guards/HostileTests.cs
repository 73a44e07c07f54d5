namespace ProKure.Jsonata.Tests.Guards;

/// <summary>Expressions and inputs meant to hang, exhaust or crash the process, run on a stack as small as that of a request.</summary>
public sealed class HostileTests
{
    private const int RequestStack = 1_500_000;

    /// <summary>Expression, input, and the codes of the guards that may stop it; "ok" where it is to come to its end.</summary>
    public static TheoryData<string, string, string, string> Attacks() => new()
    {
        { "endless tail call", "($f := function($x){ $f($x + 1) }; $f(0))", "", "D1012 D1014" },
        { "endless recursion", "($f := function($x){ 1 + $f($x) }; $f(0))", "", "D1011" },
        { "recursion through a block", "($f := function($x){ ($y := $f($x); $y) }; $f(0))", "", "D1011" },
        { "recursion through $map", "($f := function($x){ $map([$x], $f) }; $f(0))", "", "D1011" },
        { "recursion through $filter", "($f := function($x){ $filter([$x], $f) }; $f(0))", "", "D1011" },
        { "recursion through $reduce", "($f := function($x, $y){ $reduce([$x, $y], $f) }; $f(0, 1))", "", "D1011" },
        { "recursion through $sort", "($f := function($x, $y){ $sort([$x, $y], $f) }; $f(0, 1))", "", "D1011" },
        { "recursion through $each", "($f := function($x){ $each({'a': $x}, $f) }; $f(0))", "", "D1011" },
        { "recursion through $sift", "($f := function($x){ $sift({'a': $x}, $f) }; $f(0))", "", "D1011" },
        { "recursion through $single", "($f := function($x){ $single([$x], $f) }; $f(0))", "", "D1011" },
        { "recursion through $replace", "($f := function($x){ $replace('a', /a/, $f) }; $f(0))", "", "D1011" },
        { "recursion through a matcher", "($f := function($x){ $match('a', $f) }; $f(0))", "", "D1011" },
        { "recursion through a transform", "($f := |$|{'a': $f($)}|; $f({'b': 1}))", "", "D1011" },
        { "recursion through $eval", "($x := '$eval($x)'; $eval($x))", "", "D1011" },
        { "recursion through ~>", "($f := function($x){ $x ~> $f ~> $f }; 1 ~> $f)", "", "D1011" },
        { "recursion through a predicate", "($f := function($x){ [1, 2][$f($x)] }; $f(0))", "", "D1011" },
        { "recursion through order-by", "($f := function($x){ [1, 2]^($f($x)) }; $f(0))", "", "D1011" },
        { "recursion through a partial", "($f := function($x, $y){ $f(?, $y)($x) & '' }; $f(0, 1))", "", "D1011" },
        { "many compositions", "($g := function($f, $n){ $n = 0 ? $f : $g($f ~> $string, $n - 1) }; $g($string, 100000)(1))", "", "D1011" },
        { "nested ranges", "[1..1e5].([1..1e5])", "", "D1015 D2015" },
        { "products of ranges", "[1..1e4].[1..1e4].[1..1e4].($)", "", "D1015 D2015 D1012 D1014" },
        { "doubling a string", "($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $f('x', 40))", "", "D1016" },
        { "many strings", "$map([1..1e6], function($i){ $pad('x', 1e6) })", "", "D1019" },
        { "doubling an array", "($f := function($a, $n){ $n = 0 ? $a : $f($append($a, $a), $n - 1) }; $f([1], 40))", "", "D1015 D2015" },
        { "doubling by join", "($f := function($s, $n){ $n = 0 ? $s : $f($join([$s, $s]), $n - 1) }; $f('x', 40))", "", "D1016" },
        { "doubling by replace", "($f := function($s, $n){ $n = 0 ? $s : $f($replace($s, 'x', 'xx'), $n - 1) }; $f('x', 40))", "", "D1016 D1019" },
        { "catastrophic pattern", "$contains($pad('', 40, 'a') & '!', /^(a+)+$/)", "", "ok D1017" },
        { "catastrophic pattern with back-reference", "$contains($pad('', 40, 'a') & '!', /^(a+)+\\1$/)", "", "D1017" },
        { "wide pad", "$pad('x', 2e9)", "", "D1016" },
        { "wide pad to the left", "$pad('x', -2e9)", "", "D1016" },
        { "huge range", "[1..1e9]", "", "D2014" },
        { "huge output", "[1..1e7]", "", "D1018" },
        { "many empty objects", "$count([1..1e7].{})", "", "D1015" },
        { "many closures", "$count($map([1..1e7], function($i){ function(){ $i } }))", "", "D1015" },
        { "empty loop", "$count([1..1e7][$ < 0]) + $count([1..1e7][$ < 0]) + $count([1..1e7][$ < 0]) + $count([1..1e7][$ < 0]) + $count([1..1e7][$ < 0]) + $count([1..1e7][$ < 0])", "", "D1012 D1014" },
        { "deep array made by reduce", "$reduce([1..1e5], function($a, $i){ [$a, [$i]] })", "", "D1015" },
        { "deep array as text", "$string($reduce([1..1e5], function($a, $i){ {'a': $a} }))", "", "D1011" },
        { "deep array compared", "($f := function(){ $reduce([1..1e5], function($a, $i){ {'a': $a} }) }; $f() = $f())", "", "D1011" },
        { "deep array descended", "$count($reduce([1..1e5], function($a, $i){ {'a': $a} }).**)", "", "D1011" },
        { "deep object cloned", "$clone($reduce([1..1e5], function($a, $i){ {'a': $a} }))", "", "D1011" },
        { "deep object made distinct", "($x := $reduce([1..1e5], function($a, $i){ {'a': $a} }); $distinct([$x, $x, 1]))", "", "D1011" },
        { "sorting 20,000 with a lambda", "$count($sort([1..20000], function($a, $b){ $a < $b }))", "", "ok" },
        { "20,000 distinct items", "$count($distinct([1..20000]))", "", "ok" },
        { "20,000 distinct objects", "$count($distinct([1..20000].{'a': $}))", "", "ok" },
        { "quadratic predicate", "$count([1..1e5][$ in [1..1e5]])", "", "ok D1012 D1014" },
        { "signature with many ways to match", "function($a)<" + new string('x', 30).Replace("x", "x?", StringComparison.Ordinal) + "s>{1}(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)", "", "T0410" },
        { "nested eval of a large text", "$map([1..1e6], function($i){ $eval($pad('1', 2e5, ' ')) })", "", "D1012 D1014" },
        { "splitting a long string", "$count($split($pad('', 1e7, 'ab'), ''))", "", "ok D1015" },
        { "wide wildcard", "$count([1..1e6].{'a': [1, 2, 3]}.*)", "", "ok D1015 D1012" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Attack_OnRequestStack_EndsByItsGuard(string name, string expression, string input, string codes)
    {
        Assert.NotEmpty(name);
        // Where another guard than the clock must do it, the clock gives it all the time that a slow machine needs.
        var timeout = codes.Contains("D1012", StringComparison.Ordinal) ? TimeSpan.FromSeconds(3) : TimeSpan.FromMinutes(10);
        var limits = new JsonataLimits { Timeout = timeout, MaxSteps = long.MaxValue };
        if (codes.Contains("D1014", StringComparison.Ordinal))
            limits = limits with { MaxSteps = JsonataLimits.Default.MaxSteps };

        var outcome = OnStack(() => Evaluate.Text(expression, input, evaluation: new JsonataEvaluation { Limits = limits }));

        var allowed = codes.Split(' ');
        Assert.Contains(outcome is ['D' or 'T', _, _, _, _] ? outcome : "ok", allowed, StringComparer.Ordinal);
    }

    public static TheoryData<string, string, string> DeepTexts() => new()
    {
        { "parentheses", Repeat("(", 20_000) + "1" + Repeat(")", 20_000), "D1023" },
        { "open parentheses", Repeat("(", 20_000), "D1023" },
        { "brackets", Repeat("[", 20_000) + Repeat("]", 20_000), "D1023" },
        { "braces", Repeat("{'a':", 20_000) + "1" + Repeat("}", 20_000), "D1023" },
        { "minus signs", Repeat("-", 50_000) + "1", "D1023" },
        { "steps", "a" + Repeat(".a", 50_000), "D1023" },
        { "sums", "1" + Repeat("+1", 50_000), "D1023" },
        { "predicates", "a" + Repeat("[0]", 50_000), "D1023" },
        { "calls", "$f" + Repeat("()", 50_000), "D1023" },
        { "conditions", Repeat("1?", 50_000) + "1", "D1023" },
        { "defaults", "(" + Repeat("(", 400) + "a" + Repeat("?:b)", 400) + ")", "ok" },
        { "lambdas", Repeat("function(){", 20_000) + "1" + Repeat("}", 20_000), "D1023" },
        { "pattern groups", "$match('a', /" + Repeat("(", 20_000) + "a" + Repeat(")", 20_000) + "/)", "ok" },
        { "length", Repeat(" ", 300_000) + "1", "D1022" },
    };

    [Theory]
    [MemberData(nameof(DeepTexts))]
    public void DeepText_OnRequestStack_EndsByItsGuard(string name, string expression, string code)
    {
        Assert.NotEmpty(name);
        var outcome = OnStack(() => Evaluate.Text(expression));

        if (!string.Equals(code, "ok", StringComparison.Ordinal))
            Assert.Equal(code, outcome);
    }

    [Fact]
    public void DeepInput_OnRequestStack_EndsByItsGuard() =>
        Assert.Equal("D1021", OnStack(() => Evaluate.Text("$", Repeat("[", 20_000) + Repeat("]", 20_000))));

    [Fact]
    public void DeepestInputAllowed_OnRequestStack_ComesThroughEveryFunction()
    {
        var input = Repeat("[", 1_000) + Repeat("]", 1_000);
        var limits = new JsonataLimits { MaxInputDepth = 1_000 };

        var outcome = OnStack(() => Evaluate.Text(
            "$string($) = $string($clone($)) and $ = $eval('$') and $count($distinct([$, [$]])) = 2",
            input,
            evaluation: new JsonataEvaluation { Limits = limits }));

        Assert.Equal("true", outcome);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string OnStack(Func<string> run)
    {
        var result = "";
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = run();
                }
                catch (Exception fault)
                {
                    failure = fault;
                }
            },
            RequestStack);
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromMinutes(2)), "The evaluation has not come to an end");
        Assert.Null(failure);
        return result;
    }
}
