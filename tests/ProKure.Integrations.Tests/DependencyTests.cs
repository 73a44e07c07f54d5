using System.Reflection;
using ProKure.Integrations.Execution;
using ProKure.Jsonata;

namespace ProKure.Integrations.Tests;

public sealed class DependencyTests
{
    [Fact]
    public void Core_KnowsNoStoreNoHostAndNoDriver() =>
        Assert.DoesNotContain(
            References(typeof(InvocationPipeline)),
            name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Data", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
                || name.StartsWith("Npgsql", StringComparison.Ordinal)
                || name.StartsWith("MongoDB", StringComparison.Ordinal)
                || name.StartsWith("SQLitePCL", StringComparison.Ordinal)
                || name.StartsWith("ProKure.Integrations.", StringComparison.Ordinal));

    [Fact]
    public void Jsonata_KnowsNothingButTheFramework() =>
        Assert.All(References(typeof(JsonataExpression)), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));

    private static IEnumerable<string> References(Type type) => Assembly.GetAssembly(type)!.GetReferencedAssemblies().Select(a => a.Name!);
}
