using System.Reflection;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Registers MediatR and every handler nested in a request of this assembly (docs/adr/mediatr-5.md).</summary>
internal static class Mediation
{
    public static IServiceCollection AddHandlers(this IServiceCollection services)
    {
        services.AddSingleton<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddSingleton<IMediator, Mediator>();
        foreach (var handler in Assembly.GetExecutingAssembly().GetTypes().Where(type => type is { IsAbstract: false, IsGenericType: false }))
            foreach (var handles in handler.GetInterfaces().Where(IsRequestHandler))
                services.AddSingleton(handles, handler);
        return services;
    }

    private static bool IsRequestHandler(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IRequestHandler<,>);
}
