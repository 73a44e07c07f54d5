using ProKure.Integrations.Configuration;
using ProKure.Jsonata;

namespace ProKure.Integrations.Execution.Pages;

/// <summary>How the pages of an endpoint are fetched, compiled.</summary>
/// <param name="Config">What is configured.</param>
/// <param name="Items">Gives a page's items.</param>
/// <param name="Next">Gives what leads on; null for the style's own rule.</param>
/// <param name="BaseUrl">The system's base URL, which no link may leave.</param>
internal sealed record PagePlan(PaginationConfig Config, JsonataExpression Items, JsonataExpression? Next, Uri BaseUrl);
