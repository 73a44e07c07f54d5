using System.Globalization;
using System.Text;

namespace ProKure.Benchmarks.Jsonata;

/// <summary>An expression and the input that it is measured with.</summary>
/// <param name="Name">As it stands in the table.</param>
/// <param name="Expression">The JSONata.</param>
/// <param name="Input">A JSON text in UTF-8.</param>
public sealed record Workload(string Name, string Expression, byte[] Input)
{
    private const string OrderMapping = """
        { "PurchaseOrder": { "VendorCode": vendor.external_code,
                             "Items": items.{ "Material": item_code, "Qty": quantity } } }
        """;

    private const string Query = """
        (
          $names := { "EA": "each", "KG": "kilogram", "CAR": "carton" };
          $open := orders[status = "OPEN" and total > 500];
          {
            "count": $count($open),
            "total": $sum($open.total),
            "orders": $map($open^(>total), function($order) {
              {
                "id": $uppercase($order.id),
                "vendor": $substringBefore($order.vendor.name, " "),
                "units": $join($distinct($order.items.$lookup($names, uom)), ", "),
                "quantity": $sum($order.items.quantity),
                "note": $contains($order.note, "urgent") ? $trim($order.note) : "-"
              }
            })
          }
        )
        """;

    public static Workload SmallOrder { get; } = new("order mapping, 3 items", OrderMapping, Order(3));

    public static Workload LargeOrder { get; } = new("order mapping, 1,000 items", OrderMapping, Order(1_000));

    public static Workload Orders { get; } = new("query, 50 KB", Query, OpenOrders(130));

    public static IReadOnlyList<Workload> All { get; } = [SmallOrder, LargeOrder, Orders];

    private static byte[] Order(int items)
    {
        var text = new StringBuilder("""{"po_number":"PO-4711","company":"DE01","currency":"EUR","vendor":{"id":"SUP-45","name":"Nordwind GmbH","external_code":"V-100045"},"items":[""");
        for (var line = 1; line <= items; line++)
        {
            text.Append(line == 1 ? "" : ",").Append(
                CultureInfo.InvariantCulture, $$"""{"line":{{line}},"item_code":"MAT-{{1000 + line}}","quantity":{{line % 50 + 1}},"uom":"PCE","unit_price":{{line % 90}}.50,"text":"Position {{line}}"}""");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    private static byte[] OpenOrders(int orders)
    {
        string[] units = ["EA", "KG", "CAR"];
        var text = new StringBuilder("""{"orders":[""");
        for (var order = 1; order <= orders; order++)
        {
            var (status, note) = (order % 3 == 0 ? "CLOSED" : "OPEN", order % 5 == 0 ? "  urgent, call first  " : "deliver to dock 4");
            text.Append(order == 1 ? "" : ",").Append(
                CultureInfo.InvariantCulture, $$"""{"id":"po-{{order}}","status":"{{status}}","total":{{order * 37 % 2000}}.25,"vendor":{"name":"Nordwind {{order}} GmbH"},"note":"{{note}}","items":[""");
            for (var line = 0; line < 4; line++)
            {
                text.Append(line == 0 ? "" : ",").Append(
                    CultureInfo.InvariantCulture, $$"""{"item_code":"MAT-{{order * 4 + line}}","uom":"{{units[(order + line) % 3]}}","quantity":{{line + 1}}}""");
            }

            text.Append("]}");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}
