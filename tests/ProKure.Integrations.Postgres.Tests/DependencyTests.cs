namespace ProKure.Integrations.Postgres.Tests;

public sealed class DependencyTests
{
    [Fact]
    public void Store_KnowsTheCoreAndItsDriver_ButNoOtherStoreAndNoHost() => Assert.DoesNotContain(
        typeof(PostgresDatabase).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!),
        name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Data", StringComparison.Ordinal)
            || name.StartsWith("MongoDB", StringComparison.Ordinal)
            || name.StartsWith("ProKure.Integrations.", StringComparison.Ordinal));
}
