using EventSourcedCrm.Api.Builds;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using MediatR;

namespace EventSourcedCrm.Api.Parked;

/// <summary>POST /api/parked/retry — has the parked facts of a key tried again, in their order, in every build of the projection.</summary>
/// <param name="Key">As the list of parked facts has it: customer-{id}, or a stream.</param>
public sealed record RetryParked(string Projection, string Key) : BuildsRequest
{
    internal override string OfProjection => Projection;

    public sealed class Handler(BuildCommands commands, IMediator mediator) : IRequestHandler<RetryParked, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RetryParked request, CancellationToken ct)
        {
            var parked = await mediator.Send(new ListParked(request.Projection), ct);
            if (parked.FirstOrDefault(row => row.Key == request.Key && row.Skipped is null) is not { } waiting)
                throw Refused("nothing-parked", $"Nothing of {request.Key} is parked in {request.Projection}. GET /api/parked lists what is.");
            return await commands.Execute(request, new BuildCommand.RetryParked(waiting.Build, request.Key), ct);
        }
    }
}
