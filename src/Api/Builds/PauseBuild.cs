using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using MediatR;

namespace EventSourcedCrm.Api.Builds;

/// <summary>POST /api/builds/{build}/pause — has a build that is being made written down as far as it is, and wait.</summary>
public sealed record PauseBuild(string Build) : BuildRequest(Build)
{
    public sealed class Handler(BuildCommands commands, KnownBuilds builds) : IRequestHandler<PauseBuild, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(PauseBuild request, CancellationToken ct)
        {
            if (await builds.Find(request.Build, ct) is { State: not "building" } build)
                throw Refused("build-not-being-made", $"{build.Name} is {build.State}: only a build that is being made can wait.");
            return await commands.Execute(request, new BuildCommand.Pause(request.Build), ct);
        }
    }
}
