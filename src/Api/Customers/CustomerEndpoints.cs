global using CustomerCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Customers.Customer,
    EventSourcedCrm.Domain.Customers.CustomerCommand,
    EventSourcedCrm.Domain.Customers.CustomerFact>;
using EventSourcedCrm.Api.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Customers;

/// <summary>The routes of customers.</summary>
public static class CustomerEndpoints
{
    public static void MapCustomers(this IEndpointRouteBuilder app)
    {
        var customers = app.MapGroup("/api/customers").WithTags("Customers");

        customers.MapCommand<RegisterCustomer>("");
    }
}
