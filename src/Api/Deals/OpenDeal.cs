using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals — opens a sale in the making, in the first stage of its pipeline where none is named.</summary>
public sealed record OpenDeal(
    CustomerId Customer,
    string Title,
    PipelineId Pipeline,
    string? Stage = null,
    UserId? Responsible = null,
    [Amount] decimal? ExpectedAmount = null,
    string? Currency = null,
    ProductId? Product = null,
    [Between(0, 1_000_000_000)] decimal? Quantity = null,
    DateOnly? ShipmentOn = null,
    DateOnly? PaymentOn = null) : CreateRequest
{
    public sealed class Handler(DealCommands deals, References references, PipelineStages pipelines, Organisation organisation) : IRequestHandler<OpenDeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(OpenDeal request, CancellationToken ct)
        {
            await references.MustExist<CustomerId>("customer", request.Customer, ct);
            await references.MustExist<PipelineId>("pipeline", request.Pipeline, ct);
            await references.MustExist("responsible", request.Responsible, ct);
            await references.MustExist("product", request.Product, ct);
            var expected = await organisation.Money(request.ExpectedAmount, request.Currency, ct);
            var terms = new DealTerms(request.Title, expected, request.Product, request.Quantity, request.ShipmentOn, request.PaymentOn);
            var stages = await pipelines.Of(request.Pipeline, ct);
            return await deals.Execute(request, new DealCommand.Open(terms, request.Pipeline, stages, request.Stage, request.Responsible), ct, request.Customer);
        }
    }
}
