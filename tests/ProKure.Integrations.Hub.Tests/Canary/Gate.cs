using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Sends a store away and brings it back: while it is shut, one method of the store cannot be had.</summary>
/// <param name="method">The method's name.</param>
internal sealed class Gate(string method)
{
    public volatile bool IsShut;

    /// <summary>Puts the gate in front of the store that is registered.</summary>
    public void Guard<T>(IServiceCollection services) where T : class
    {
        var real = services.Last(service => service.ServiceType == typeof(T));
        services.AddSingleton(provider => Gated<T>.Of((T)(real.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!)), this));
    }

    public void Pass(MethodInfo called)
    {
        if (IsShut && called.Name == method)
            throw new LogStoreUnavailableException("The store was sent away.");
    }
}

/// <summary>A store behind a gate.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy makes a subtype while it runs.")]
internal class Gated<T> : DispatchProxy where T : class
{
    private T? _store;
    private Gate? _gate;

    public static T Of(T store, Gate gate)
    {
        var proxy = Create<T, Gated<T>>();
        ((Gated<T>)(object)proxy)._store = store;
        ((Gated<T>)(object)proxy)._gate = gate;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _gate!.Pass(targetMethod!);
        return targetMethod!.Invoke(_store, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
    }
}
