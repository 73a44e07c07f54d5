namespace ProKure.Integrations.Configuration.Validation;

/// <summary>Checks of how an endpoint's pages are fetched.</summary>
internal static class PaginationChecks
{
    private const int MaxParameterLength = 256;
    private const int MostPages = 10_000;
    private const int LargestFirstPage = 1_000_000;
    private const int MostBytes = 1 << 30;

    public static void Check(EndpointConfig endpoint, RowFaults faults, ExpressionChecks expressions)
    {
        if (endpoint.Pagination is not { } pagination)
            return;
        if (endpoint.Method != "GET")
            faults.Add("pagination", $"Expected none, because the method is {Shown.Value(endpoint.Method)}; only GET may be sent again for every page.");
        FieldChecks.Member(faults, "pagination.style", pagination.Style);
        expressions.Check("pagination.items", pagination.Items);
        if (pagination.Next is not null)
            expressions.Check("pagination.next", pagination.Next);
        else if (pagination.Style == PaginationStyle.Cursor)
            faults.Add("pagination.next", "Expected a JSONata expression that gives the next cursor, because style is CURSOR.");
        CheckParameter(endpoint, pagination, faults);
        FieldChecks.Range(faults, "pagination.first_page", pagination.FirstPage, 0, LargestFirstPage, "as the first page's number");
        FieldChecks.Range(faults, "pagination.max_pages", pagination.MaxPages, 1, MostPages, "pages");
        FieldChecks.Range(faults, "pagination.max_bytes", pagination.MaxBytes, 1, MostBytes, "bytes");
    }

    private static void CheckParameter(EndpointConfig endpoint, PaginationConfig pagination, RowFaults faults)
    {
        const string path = "pagination.parameter";
        if (pagination.Style == PaginationStyle.Link)
        {
            if (pagination.Parameter is not null)
                faults.Add(path, "Expected none, because style is LINK: the link says it all.");
            return;
        }

        FieldChecks.Line(faults, path, pagination.Parameter, "a query parameter's name", MaxParameterLength);
        if (pagination.Parameter is { } name && pagination.Style == PaginationStyle.PageNumber && endpoint.Query.ContainsKey(name))
            faults.Add(path, $"The parameter {Shown.Value(name)} stands in query already; pagination sets it.");
    }
}
