using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ProKure.Integrations.Postgres.Tests;

/// <summary>What a host has registered before its stores.</summary>
internal static class Services
{
    public static IServiceCollection New() => new ServiceCollection().AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
}
