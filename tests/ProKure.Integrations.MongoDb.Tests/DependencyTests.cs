using System.Reflection;
using ProKure.Integrations.MongoDb.Logging;

namespace ProKure.Integrations.MongoDb.Tests;

public sealed class DependencyTests
{
    [Fact]
    public void Store_KnowsTheCoreAndItsDriver_AndNoHostAndNoOtherStore() =>
        Assert.DoesNotContain(
            Assembly.GetAssembly(typeof(MongoDbIntegrationLogStore))!.GetReferencedAssemblies().Select(assembly => assembly.Name!),
            name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Data", StringComparison.Ordinal)
                || name.StartsWith("Npgsql", StringComparison.Ordinal)
                || name.StartsWith("ProKure.Integrations.", StringComparison.Ordinal));
}
