using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals/{id}/correct-win — counts a won deal with another amount, or as won at another instant; what is not given was right.</summary>
public sealed record CorrectWin(
    [Longest(2000)] string Reason,
    [Amount] decimal? Amount = null,
    string? Currency = null,
    Moment? WonAt = null) : CommandRequest
{
    public sealed class Handler(DealCommands deals, Organisation organisation) : IRequestHandler<CorrectWin, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(CorrectWin request, CancellationToken ct)
        {
            var amount = await organisation.Money(request.Amount, request.Currency, ct);
            var wonAt = request.WonAt?.In(await organisation.Zone(ct));
            if (wonAt > request.Context.Now) throw new RejectedException(Problem.Field("wonAt", "This is in the future."));
            if (amount is null && wonAt is null) throw new RejectedException(Problem.Field("amount", "Give the amount or the instant that was wrong."));
            return await deals.Execute(request, new DealCommand.CorrectWin(amount, wonAt, request.Reason), ct);
        }
    }
}
