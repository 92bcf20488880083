global using DealCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Deals.Deal,
    EventSourcedCrm.Domain.Deals.DealCommand,
    EventSourcedCrm.Domain.Deals.DealFact>;
using EventSourcedCrm.Api.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Deals;

/// <summary>The routes of deals.</summary>
public static class DealEndpoints
{
    public static void MapDeals(this IEndpointRouteBuilder app)
    {
        var deals = app.MapGroup("/api/deals").WithTags("Deals");

        deals.MapQuery<ListDeals, Page<ListDeals.Row>>("");
        deals.MapQuery<GetDeal, GetDeal.Card?>("/{id}");
        deals.MapQuery<GetDealHistory, Page<HistoryEntry>>("/{id}/history");

        deals.MapCommand<OpenDeal>("");
        deals.MapCommand<MoveDeal>("/{id}/move");
        deals.MapCommand<RevalueDeal>("/{id}/revalue");
        deals.MapCommand<RescheduleDeal>("/{id}/reschedule");
        deals.MapCommand<ReassignDeal>("/{id}/reassign");
        deals.MapCommand<WinDeal>("/{id}/win");
        deals.MapCommand<LoseDeal>("/{id}/lose");
        deals.MapCommand<ReopenDeal>("/{id}/reopen");
        deals.MapCommand<CorrectWin>("/{id}/correct-win");
        deals.MapCommand<RecordShipment>("/{id}/record-shipment");
        deals.MapCommand<RecordPayment>("/{id}/record-payment");
    }
}
