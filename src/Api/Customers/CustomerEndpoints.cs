global using CustomerCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Customers.Customer,
    EventSourcedCrm.Domain.Customers.CustomerCommand,
    EventSourcedCrm.Domain.Customers.CustomerFact>;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
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

        customers.MapQuery<ListCustomers, Page<ListCustomers.Row>>("");
        customers.MapQuery<FindCustomers, FindCustomers.Found>("/find");
        customers.MapQuery<GetCustomer, GetCustomer.Card?>("/{id}");
        customers.MapQuery<GetCustomerHistory, Page<HistoryEntry>>("/{id}/history");

        customers.MapCommand<RegisterCustomer>("");
        customers.MapCommand<ChangeCustomer>("/{id}/change");
        customers.MapCommand<AddContactPerson>("/{id}/add-contact-person");
        customers.MapCommand<ChangeContactPerson>("/{id}/change-contact-person");
        customers.MapCommand<RemoveContactPerson>("/{id}/remove-contact-person");
        customers.MapCommand<AssignCustomer>("/{id}/assign");
        customers.MapCommand<OverrideStage>("/{id}/override-stage", UserRole.Manager);
        customers.MapCommand<ClearStageOverride>("/{id}/clear-stage-override", UserRole.Manager);
        customers.MapCommand<DeclareCustomerLost>("/{id}/declare-lost", UserRole.Manager);
        customers.MapCommand<ArchiveCustomer>("/{id}/archive");
        customers.MapCommand<RestoreCustomer>("/{id}/restore");
    }
}
