namespace ProKure.Jsonata.Tests.Differential;

/// <summary>Makes expressions over the whole language, mostly of the type that their place wants, over the names of <see cref="RandomInputs"/>.</summary>
internal sealed class RandomExpressions(Random random)
{
    private static readonly string[] Regexes =
        ["/a/", "/[a-c]/", "/\\d+/", "/(a)(b)?/", "/l+/i", "/^[A-Z]/", "/o\\b/", "/\\s+/", "/[^,]+/", "/x|y|(z)/", "/(?:o|e)(.)/", "/^$/", "/B/i"];

    private static readonly string[] NumberPictures = ["0", "#,##0.00", "0.0#", "#0%", "000", "0.00e0", "#,###", "0;(0)", "$#,##0.##"];

    private static readonly string[] IntegerPictures = ["0", "#,##0", "w", "W", "Ww", "I", "i", "A", "a", "0;o", "w;o", "0000"];

    private static readonly string[] DatePictures =
        ["[Y0001]-[M01]-[D01]", "[D1o] [MNn] [Y]", "[FNn], [D] [MNn,3-3] [Y0001] [h]:[m01] [P]", "[H01]:[m01]:[s01].[f001]", "[d] [W] [w]", "[X0001]-W[W01]-[F1]", "[Yw]", "[Y]-[M]-[D]T[H]:[m]:[s][Z]"];

    private static readonly string[] BuiltIns =
        ["$string", "$number", "$uppercase", "$lowercase", "$length", "$trim", "$sum", "$max", "$count", "$not", "$boolean", "$exists", "$keys", "$reverse", "$abs", "$floor", "$type", "$append", "$substring", "$formatBase", "$round", "$power", "$distinct", "$spread", "$zip", "$merge", "$average", "$sqrt", "$join", "$lookup", "$encodeUrl", "$base64encode"];

    private static readonly string[] Parameters = ["$v", "$i", "$x"];

    private readonly List<string> _variables = [];

    /// <summary>One expression.</summary>
    public ExpressionTree Next()
    {
        _variables.Clear();
        return Any(2 + random.Next(4));
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    private bool Chance(int percent) => random.Next(100) < percent;

    private static ExpressionTree Tree(string text) => new(text);

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private string Name() => Pick(RandomInputs.Names) is var name && name.Contains(' ', StringComparison.Ordinal) ? Pick([$"`{name}`", $"\"{name}\""]) : name;

    private List<ExpressionTree> Several(int min, int max, Func<ExpressionTree> make) => [.. Enumerable.Range(0, random.Next(min, max + 1)).Select(_ => make())];

    private ExpressionTree Any(int depth) => depth <= 0 ? Leaf() : random.Next(24) switch
    {
        < 7 => Path(depth),
        < 9 => Number(depth),
        < 11 => Text(depth),
        < 12 => Truth(depth),
        < 14 => List(depth),
        < 16 => Object(depth),
        16 => ExpressionTree.Of($"({Truth(depth - 1)} ? {Any(depth - 1)} : {Any(depth - 1)})"),
        17 => ExpressionTree.Of($"({Truth(depth - 1)} ? {Any(depth - 1)})"),
        18 => ExpressionTree.Of($"({Any(depth - 1)} {Pick(["?:", "??"])} {Any(depth - 1)})"),
        19 or 20 => Block(depth),
        21 => ExpressionTree.Of($"({Any(depth - 1)} ~> {Function(depth - 1)})"),
        22 => Call(depth),
        _ => Leaf(),
    };

    private ExpressionTree Leaf() => random.Next(12) switch
    {
        < 4 => Tree(Name()),
        4 => Tree("$"),
        5 when _variables.Count > 0 => Tree(Pick(_variables)),
        6 => Tree(Quote(Pick(RandomInputs.Texts))),
        7 => Tree(Pick(RandomInputs.Numbers)),
        8 => Tree(Pick(["true", "false", "null"])),
        9 => Tree(Pick(["[]", "{}", "\"\"", "0"])),
        10 => Tree(Pick(["$$", "*", "nothing", "$nothing"])),
        _ => Tree(Name()),
    };

    private ExpressionTree Path(int depth)
    {
        var steps = new List<ExpressionTree>
        {
            random.Next(12) switch
            {
                < 6 => Tree(Name()),
                6 => Tree("$"),
                7 => Tree("$$"),
                8 => Tree(Pick(["*", "**"])),
                9 when _variables.Count > 0 => Tree(Pick(_variables)),
                10 => ExpressionTree.Of($"({Any(depth - 1)})"),
                11 => List(depth - 1),
                _ => Tree(Name()),
            },
        };
        steps[0] = Suffixed(steps[0], depth);
        var variables = _variables.Count;
        for (var i = random.Next(4); i > 0; i--)
            steps.Add(Suffixed(Step(depth, steps.Count), depth));
        var path = new ExpressionTree("", ".", "", steps);
        if (Chance(10))
            path = ExpressionTree.Of($"{path}[]");
        if (Chance(8))
            path = ExpressionTree.Of($"{path}{GroupBy(depth)}");
        _variables.RemoveRange(variables, _variables.Count - variables);
        return path;
    }

    private ExpressionTree Step(int depth, int position) => random.Next(20) switch
    {
        < 10 => Tree(Name()),
        10 => Tree("*"),
        11 => Tree(Chance(30) ? "**" : "$"),
        12 => ExpressionTree.Of($"({Any(depth - 1)})"),
        13 => Object(depth - 1),
        14 => List(depth - 1),
        15 => ExpressionTree.Of($"{Pick(["$string", "$count", "$keys", "$type", "$uppercase", "$exists", "$sum"])}({Leaf()})"),
        16 => ExpressionTree.Of($"{Pick(["$string", "$length", "$abs", "$boolean", "$number"])}()"),
        17 or 18 when position > 1 => Tree("%"),
        _ => Tree(Name()),
    };

    private ExpressionTree Suffixed(ExpressionTree step, int depth)
    {
        if (Chance(8))
            step = ExpressionTree.Of($"{step}@{Bind()}");
        if (Chance(6))
            step = ExpressionTree.Of($"{step}#{Bind()}");
        if (Chance(25))
            step = ExpressionTree.Of($"{step}[{Predicate(depth - 1)}]");
        if (Chance(5))
            step = ExpressionTree.Of($"{step}#{Bind()}");
        if (Chance(7))
            step = ExpressionTree.Of($"{step}^({new ExpressionTree("", ", ", "", Several(1, 2, () => ExpressionTree.Of($"{Pick(["", "<", ">"])}{Sortable(depth - 1)}")))})");
        if (Chance(4))
            step = ExpressionTree.Of($"{step}[{Predicate(depth - 1)}]");
        return step;
    }

    private string Bind()
    {
        var name = Pick(["$v", "$w", "$i", "$x"]);
        _variables.Add(name);
        return name;
    }

    private ExpressionTree Sortable(int depth) => random.Next(6) switch
    {
        0 => Any(depth),
        1 => Tree("$"),
        _ => Tree(Name()),
    };

    private ExpressionTree Predicate(int depth) => random.Next(14) switch
    {
        < 3 => Tree(Pick(["0", "1", "-1", "2", "-2", "1.5"])),
        3 => Tree(Pick(["[0,1]", "[0..2]", "[]", "[1,-1]"])),
        4 or 5 => ExpressionTree.Of($"{Name()} {Pick(["=", "!=", ">", "<", ">=", "<="])} {Leaf()}"),
        6 => ExpressionTree.Of($"$ {Pick(["=", "!=", ">", "<"])} {Leaf()}"),
        7 => Tree(Name()),
        8 => Number(depth),
        9 when _variables.Count > 0 => ExpressionTree.Of($"{Pick(_variables)}{Pick(["", ".id", ".a"])} = {Pick(["", "%."])}{Name()}"),
        _ => Truth(depth),
    };

    private ExpressionTree GroupBy(int depth) =>
        new("{", ", ", "}", Several(1, 2, () => ExpressionTree.Of($"{(Chance(70) ? ExpressionTree.Of($"$string({Leaf()})") : Text(depth - 1))}: {Any(depth - 1)}")));

    private ExpressionTree Number(int depth) => depth <= 0 ? Tree(Chance(50) ? Pick(RandomInputs.Numbers) : Name()) : random.Next(26) switch
    {
        < 3 => Tree(Pick(RandomInputs.Numbers)),
        < 6 => Path(depth - 1),
        < 11 => ExpressionTree.Of($"{Number(depth - 1)} {Pick(["+", "-", "*", "/", "%"])} {Number(depth - 1)}"),
        11 => ExpressionTree.Of($"-{Number(depth - 1)}"),
        12 or 13 => ExpressionTree.Of($"{Pick(["$sum", "$max", "$min", "$average", "$count"])}({List(depth - 1)})"),
        14 => ExpressionTree.Of($"$length({Text(depth - 1)})"),
        15 => ExpressionTree.Of($"{Pick(["$abs", "$floor", "$ceil", "$sqrt"])}({Number(depth - 1)})"),
        16 => ExpressionTree.Of($"$round({Number(depth - 1)}, {Pick(["0", "1", "2", "-1", "-2"])})"),
        17 => ExpressionTree.Of($"$power({Number(depth - 1)}, {Pick(["0", "2", "-1", "0.5", "3"])})"),
        18 => ExpressionTree.Of($"$number({Any(depth - 1)})"),
        19 => ExpressionTree.Of($"({Number(depth - 1)})"),
        20 => ExpressionTree.Of($"$parseInteger({Text(depth - 1)}, {Quote(Pick(IntegerPictures))})"),
        21 => ExpressionTree.Of($"$toMillis($fromMillis({Number(depth - 1)}, {Quote(DatePictures[0])}), {Quote(DatePictures[0])})"),
        22 => ExpressionTree.Of($"$reduce({List(depth - 1)}, function($p, $c) {{ $p {Pick(["+", "-", "*"])} $c }})"),
        23 => ExpressionTree.Of($"$toMillis({Quote(Pick(["2018", "2018-02", "2018-03-27", "2018-03-27T14:03:00Z", "2018-03-27T14:03:00.5+02:00", "x"]))})"),
        _ => Any(depth - 1),
    };

    private ExpressionTree Text(int depth) => depth <= 0 ? Tree(Chance(50) ? Quote(Pick(RandomInputs.Texts)) : Name()) : random.Next(36) switch
    {
        < 4 => Tree(Quote(Pick(RandomInputs.Texts))),
        < 7 => Path(depth - 1),
        < 11 => ExpressionTree.Of($"{Text(depth - 1)} & {Any(depth - 1)}"),
        11 or 12 => ExpressionTree.Of($"$string({Any(depth - 1)}{Pick(["", "", ", true", ", false"])})"),
        13 => ExpressionTree.Of($"$substring({Text(depth - 1)}, {Pick(["0", "1", "-2", "10", "1.5", "-10"])}{Pick(["", ", 1", ", 2", ", -1", ", 0"])})"),
        14 => ExpressionTree.Of($"{Pick(["$substringBefore", "$substringAfter"])}({Text(depth - 1)}, {Text(0)})"),
        15 => ExpressionTree.Of($"{Pick(["$uppercase", "$lowercase", "$trim"])}({Text(depth - 1)})"),
        16 => ExpressionTree.Of($"$pad({Text(depth - 1)}, {Pick(["5", "-5", "0", "12", "-12"])}{Pick(["", ", \"#\"", ", \"ab\"", ", \"\""])})"),
        17 => ExpressionTree.Of($"$join({List(depth - 1)}{Pick(["", ", \",\"", ", \"\"", ", \" and \""])})"),
        18 or 19 => ExpressionTree.Of($"$replace({Text(depth - 1)}, {Pick([Quote(Pick(RandomInputs.Texts)), Pick(Regexes)])}, {Pick(["\"\"", "\"_\"", "\"[$1]\"", "\"$0$$\"", "\"$12$2\"", "function($m) { $uppercase($m.match) }", "function($m) { $m.groups[0] }"])}{Pick(["", "", ", 1", ", 0", ", 2"])})"),
        20 => ExpressionTree.Of($"$formatNumber({Number(depth - 1)}, {Quote(Pick(NumberPictures))})"),
        21 => ExpressionTree.Of($"$formatBase({Number(depth - 1)}{Pick(["", ", 2", ", 16", ", 36", ", 8"])})"),
        22 => ExpressionTree.Of($"$formatInteger({Number(depth - 1)}, {Quote(Pick(IntegerPictures))})"),
        23 => ExpressionTree.Of($"$fromMillis({Number(depth - 1)}{Pick(["", ", " + Quote(Pick(DatePictures)), ", " + Quote(Pick(DatePictures)) + ", \"+0530\""])})"),
        24 => ExpressionTree.Of($"{Pick(["$encodeUrl", "$encodeUrlComponent", "$decodeUrl", "$decodeUrlComponent", "$base64encode"])}({Text(depth - 1)})"),
        25 => ExpressionTree.Of($"$base64decode($base64encode({Text(depth - 1)}))"),
        26 or 27 => ExpressionTree.Of($"$type({Any(depth - 1)})"),
        28 => ExpressionTree.Of($"({Text(depth - 1)} ~> {Pick(["$uppercase", "$lowercase", "$trim", "$length", "$substring(1)", "$split(\",\")", "$substringBefore(\"o\")"])})"),
        29 => ExpressionTree.Of($"({Text(depth - 1)} ~> {Function(depth - 1)} ~> {Function(depth - 1)})"),
        _ => Any(depth - 1),
    };

    private ExpressionTree Truth(int depth) => depth <= 0 ? Tree(Pick(["true", "false", "a", "b", "null"])) : random.Next(20) switch
    {
        < 6 => ExpressionTree.Of($"{Any(depth - 1)} {Pick(["=", "!=", "=", "!=", ">", "<", ">=", "<="])} {Any(depth - 1)}"),
        6 or 7 => ExpressionTree.Of($"{Number(depth - 1)} {Pick(["=", "!=", ">", "<", ">=", "<="])} {Number(depth - 1)}"),
        8 or 9 => ExpressionTree.Of($"({Truth(depth - 1)} {Pick(["and", "or"])} {Truth(depth - 1)})"),
        10 => ExpressionTree.Of($"$not({Any(depth - 1)})"),
        11 => ExpressionTree.Of($"$boolean({Any(depth - 1)})"),
        12 => ExpressionTree.Of($"$exists({Any(depth - 1)})"),
        13 => ExpressionTree.Of($"$contains({Text(depth - 1)}, {Pick([Quote(Pick(RandomInputs.Texts)), Pick(Regexes)])})"),
        14 or 15 => ExpressionTree.Of($"{Any(depth - 1)} in {List(depth - 1)}"),
        16 => Path(depth - 1),
        _ => Any(depth - 1),
    };

    private ExpressionTree List(int depth) => depth <= 0 ? Tree(Chance(50) ? Name() : Pick(["[]", "[1,2,3]", "[\"b\",\"a\"]", "[3..5]", "[[1],[2,3]]"])) : random.Next(32) switch
    {
        < 7 => Path(depth),
        < 11 => new ExpressionTree("[", ", ", "]", Several(0, 4, () => Any(depth - 1))),
        11 => ExpressionTree.Of($"[{Pick(["0", "1", "-2", "5"])}..{Pick(["3", "5", "0", "2.5", "$count(a)"])}]"),
        12 or 13 => ExpressionTree.Of($"$map({List(depth - 1)}, {Function(depth - 1)})"),
        14 or 15 => ExpressionTree.Of($"$filter({List(depth - 1)}, {Function(depth - 1)})"),
        16 => ExpressionTree.Of($"$sort({List(depth - 1)}{Pick(["", "", ", function($l, $r) { $l > $r }", ", function($l, $r) { $l.a < $r.a }"])})"),
        17 => ExpressionTree.Of($"$append({Any(depth - 1)}, {Any(depth - 1)})"),
        18 => ExpressionTree.Of($"{Pick(["$reverse", "$distinct", "$keys", "$spread"])}({Any(depth - 1)})"),
        19 => ExpressionTree.Of($"$zip({new ExpressionTree("", ", ", "", Several(1, 3, () => List(depth - 1)))})"),
        20 => ExpressionTree.Of($"$split({Text(depth - 1)}, {Pick([Quote(Pick(RandomInputs.Texts)), Pick(Regexes)])}{Pick(["", "", ", 2", ", 0"])})"),
        21 => ExpressionTree.Of($"$match({Text(depth - 1)}, {Pick(Regexes)}{Pick(["", "", ", 1", ", 0"])})"),
        22 => ExpressionTree.Of($"$each({Object(depth - 1)}, {Function(depth - 1)})"),
        23 => ExpressionTree.Of($"$single({List(depth - 1)}, {Function(depth - 1)})"),
        24 => ExpressionTree.Of($"$lookup({Any(depth - 1)}, {Text(0)})"),
        25 => ExpressionTree.Of($"({List(depth - 1)})[{Predicate(depth - 1)}]"),
        26 => ExpressionTree.Of($"$reduce({List(depth - 1)}, {Function(depth - 1)}{Pick(["", ", 1", ", []", ", \"\""])})"),
        27 => ExpressionTree.Of($"({List(depth - 1)} ~> {Function(depth - 1)})"),
        _ => Any(depth - 1),
    };

    private ExpressionTree Object(int depth) => depth <= 0 ? Tree(Pick(["{}", "{\"a\": 1}", "$", "{\"a\": a, \"b\": [1]}"])) : random.Next(16) switch
    {
        < 8 => new ExpressionTree("{", ", ", "}", Several(0, 3, () => ExpressionTree.Of($"{(Chance(85) ? Tree(Quote(Pick(RandomInputs.Names))) : Text(depth - 1))}: {Any(depth - 1)}"))),
        8 => ExpressionTree.Of($"$merge({List(depth - 1)})"),
        9 => ExpressionTree.Of($"$sift({Object(depth - 1)}, {Function(depth - 1)})"),
        10 => ExpressionTree.Of($"{Path(depth - 1)}{GroupBy(depth)}"),
        11 => ExpressionTree.Of($"({Object(depth - 1)} ~> {Transform(depth)})"),
        12 => ExpressionTree.Of($"$clone({Object(depth - 1)})"),
        _ => Path(depth - 1),
    };

    private ExpressionTree Transform(int depth) =>
        ExpressionTree.Of($"|{Path(depth - 2)}|{Pick(["{\"new\": 1}", "{\"a\": $}", "{\"b\": a}", "{}", "{\"name\": name & \"!\"}"])}{Pick(["", ", \"a\"", ", [\"b\", \"id\"]", ", \"name\""])}|");

    private ExpressionTree Function(int depth)
    {
        switch (random.Next(12))
        {
            case 0 or 1:
                return Tree(Pick(BuiltIns));
            case 2:
                return Tree(Pick(["$substring(?, 0, 2)", "$append(?, 1)", "$power(?, 2)", "$replace(?, \"a\", \"b\")", "$round(?, 1)", "$lookup(?, \"a\")", "$join(?, \"-\")"]));
            case 3:
                return ExpressionTree.Of($"({Function(depth - 1)} ~> {Function(depth - 1)})");
            case 4:
                return Transform(depth);
            default:
                var names = Parameters.Take(random.Next(10) switch { 0 => 0, < 7 => 1, < 9 => 2, _ => 3 }).ToArray();
                var before = _variables.Count;
                _variables.AddRange(names);
                var body = Any(depth - 1);
                _variables.RemoveRange(before, names.Length);
                var signature = Chance(8) ? Pick(["<n:n>", "<s-:s>", "<a:a>", "<x-:x>", "<(ns):x>", "<a<n>:n>", "<j-:j>"]) : "";
                return ExpressionTree.Of($"function({string.Join(", ", names)}){signature} {{ {body} }}");
        }
    }

    private ExpressionTree Block(int depth)
    {
        var before = _variables.Count;
        var statements = new List<ExpressionTree>();
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var value = Chance(25) ? Function(depth - 1) : Any(depth - 1);
            var name = Pick(["$v", "$w", "$f", "$x"]);
            statements.Add(ExpressionTree.Of($"{name} := {value}"));
            _variables.Add(name);
        }

        statements.Add(Chance(20) && _variables.Count > 0 ? ExpressionTree.Of($"{Pick(_variables)}({Any(depth - 1)})") : Any(depth - 1));
        _variables.RemoveRange(before, _variables.Count - before);
        return new ExpressionTree("(", "; ", ")", statements);
    }

    private ExpressionTree Call(int depth) => random.Next(8) switch
    {
        < 3 => ExpressionTree.Of($"{Pick(BuiltIns)}({new ExpressionTree("", ", ", "", Several(0, 3, () => Any(depth - 1)))})"),
        3 => ExpressionTree.Of($"$eval({Tree(Quote(Any(depth - 2).ToString()))})"),
        4 => ExpressionTree.Of($"{Function(depth - 1)}({new ExpressionTree("", ", ", "", Several(0, 2, () => Any(depth - 1)))})"),
        5 => ExpressionTree.Of($"$assert({Truth(depth - 1)}, {Text(0)})"),
        6 => ExpressionTree.Of($"$error({Text(0)})"),
        _ => ExpressionTree.Of($"{Pick(["$type", "$count", "$string", "$boolean", "$exists"])}({Any(depth - 1)})"),
    };
}
