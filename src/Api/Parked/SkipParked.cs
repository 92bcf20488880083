using EventSourcedCrm.Api.Builds;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using MediatR;

namespace EventSourcedCrm.Api.Parked;

/// <summary>
/// POST /api/parked/skip — leaves a fact that cannot be applied out of every build of the projection, so that those behind it go on. The
/// log keeps the fact, and the stamps of reports tell that something is left out.
/// </summary>
/// <param name="Position">As the list of parked facts has it.</param>
public sealed record SkipParked(string Projection, string Position, [Longest(2000)] string Reason) : BuildsRequest
{
    internal override string OfProjection => Projection;

    public sealed class Handler(BuildCommands commands, IMediator mediator) : IRequestHandler<SkipParked, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(SkipParked request, CancellationToken ct) =>
            (await mediator.Send(new ListParked(request.Projection), ct)).FirstOrDefault(row => row.Position == request.Position) switch
            {
                null => throw Refused("nothing-parked", $"Nothing at {request.Position} is parked in {request.Projection}. GET /api/parked lists what is."),
                { Waits: true } row => throw Refused("parked-only-waits", $"Nothing is wrong with this fact: it waits behind an earlier one of {row.Key}. Skip that one."),
                var row => await commands.Execute(request, new BuildCommand.SkipParked(row.Build, request.Position, request.Reason), ct),
            };
    }
}
