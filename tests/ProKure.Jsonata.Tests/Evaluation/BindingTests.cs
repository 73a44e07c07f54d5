namespace ProKure.Jsonata.Tests.Evaluation;

public sealed class BindingTests
{
    private const string Input =
        """
        {"vendor":{"external_code":"0000100042"},"orders":[{"id":"o1","customer":"c1","total":10.5,"lines":[{"sku":"A","qty":2},{"sku":"B","qty":1}]},{"id":"o2","customer":"c2","total":7,"lines":[{"sku":"A","qty":5}]},{"id":"o3","customer":"c1","total":99,"lines":[]}],"customers":[{"id":"c1","name":"Ann"},{"id":"c2","name":"Bob"}]}
        """;

    /// <summary>Expression, and the result or the code of the fault, as the reference gives it.</summary>
    public static TheoryData<string, string> Cases() => new()
    {
        { "orders@$o.customers[id=$o.customer].{'n':name,'o':$o.id}", "[{\"n\":\"Ann\",\"o\":\"o1\"},{\"n\":\"Bob\",\"o\":\"o2\"},{\"n\":\"Ann\",\"o\":\"o3\"}]" },
        { "orders#$i.{'i':$i,'id':id}", "[{\"i\":0,\"id\":\"o1\"},{\"i\":1,\"id\":\"o2\"},{\"i\":2,\"id\":\"o3\"}]" },
        { "orders#$i[$i>0].id", "[\"o2\",\"o3\"]" },
        { "orders.lines#$l.{'l':$l,'sku':sku}", "[{\"l\":0,\"sku\":\"A\"},{\"l\":1,\"sku\":\"B\"},{\"l\":0,\"sku\":\"A\"}]" },
        { "orders.lines.{'o':%.id,'s':sku}", "[{\"o\":\"o1\",\"s\":\"A\"},{\"o\":\"o1\",\"s\":\"B\"},{\"o\":\"o2\",\"s\":\"A\"}]" },
        { "orders.lines.%.id", "[\"o1\",\"o1\",\"o2\"]" },
        { "orders.lines.sku.%.%.id", "[\"o1\",\"o1\",\"o2\"]" },
        { "orders@$o.lines@$l.{'o':$o.id,'s':$l.sku}", "undefined" },
        { "orders@$o{$o.customer:$sum($o.total)}", "{\"c1\":109.5,\"c2\":7}" },
        { "orders#$i^(>total).{'i':$i}", "[{\"i\":2},{\"i\":0},{\"i\":1}]" },
        { "orders.lines[qty>%.total].sku", "undefined" },
        { "orders.lines[%.id='o2'].sku", "\"A\"" },
        { "orders[total>8].lines.{'x':%.%.vendor.external_code}", "[{\"x\":\"0000100042\"},{\"x\":\"0000100042\"}]" },
        { "orders.(lines.%.id)", "[\"o1\",\"o1\",\"o2\"]" },
        { "orders^(%.vendor.external_code, total).id", "[\"o2\",\"o1\",\"o3\"]" },
        { "orders@$o#$i.lines.{'i':$i,'id':$o.id}", "undefined" },
        { "(orders.lines)[0].sku", "\"A\"" },
        { "orders.lines^(%.total).sku", "[\"A\",\"A\",\"B\"]" },
        { "orders.lines^(>%.total).{'s':sku,'t':%.total}", "S0217" },
        { "%", "S0217" },
        { "a.%.%", "S0217" },
        { "orders@$o.customers@$c[$c.id=$o.customer].{'x':$c.name}", "[{\"x\":\"Ann\"},{\"x\":\"Bob\"},{\"x\":\"Ann\"}]" },
        { "$.vendor.external_code", "\"0000100042\"" },
        { "[0..1]@$i.vendor.external_code", "\"0000100042\"" },
        { "[missing@$j.a].e@$i.a.$$", "[]" },
        { "vendor.external_code", "\"0000100042\"" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Binding_OverTheInput_GivesWhatTheReferenceGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, Input));
}
