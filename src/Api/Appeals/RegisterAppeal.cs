using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals — enters what a customer asks for, complains of or reports; assigned at once where a user is named.</summary>
public sealed record RegisterAppeal(
    CustomerId Customer,
    AppealChannel Channel,
    [Longest(1000)] string Subject,
    [Longest(20_000)] string? Text = null,
    string? Kind = null,
    ProductId? Product = null,
    ContactPersonId? Person = null,
    string? Seriousness = null,
    string? ServiceType = null,
    UserId? Responsible = null) : CreateRequest
{
    public sealed class Handler(AppealCommands appeals, References references, CustomerReferences own) : IRequestHandler<RegisterAppeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RegisterAppeal request, CancellationToken ct)
        {
            await references.MustExist<CustomerId>("customer", request.Customer, ct);
            await references.MustExist("product", request.Product, ct);
            await references.MustExist("responsible", request.Responsible, ct);
            await own.MustRepresent(request.Customer, request.Person, ct);
            var details = new AppealDetails(
                request.Channel, request.Subject, request.Text.Personal(), request.Kind, request.Product, request.Person, request.Seriousness, request.ServiceType);
            return await appeals.Execute(request, new AppealCommand.Register(details, request.Responsible), ct, request.Customer);
        }
    }
}
