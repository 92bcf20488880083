using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using MediatR;

namespace EventSourcedCrm.Api.Builds;

/// <summary>POST /api/builds/{build}/resume — has a paused build go on.</summary>
public sealed record ResumeBuild(string Build) : BuildRequest(Build)
{
    public sealed class Handler(BuildCommands commands) : IRequestHandler<ResumeBuild, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ResumeBuild request, CancellationToken ct) => commands.Execute(request, new BuildCommand.Resume(request.Build), ct);
    }
}
