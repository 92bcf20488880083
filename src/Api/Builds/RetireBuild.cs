using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using MediatR;

namespace EventSourcedCrm.Api.Builds;

/// <summary>POST /api/builds/{build}/retire — gives a build up, finished or not: its tables go. The live one cannot be.</summary>
public sealed record RetireBuild(string Build, [Longest(2000)] string Reason) : BuildRequest(Build)
{
    public sealed class Handler(BuildCommands commands, KnownBuilds builds) : IRequestHandler<RetireBuild, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RetireBuild request, CancellationToken ct)
        {
            var build = await builds.Find(request.Build, ct) ?? throw Refused("no-such-build", $"There is no build {request.Build}.");
            if (build.State == "live") throw Refused("build-live", $"{build.Name} answers for {build.Projection} at present. Publish another build first.");
            return await commands.Execute(request, new BuildCommand.Retire(request.Build, request.Reason), ct);
        }
    }
}
