using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using MediatR;

namespace EventSourcedCrm.Api.Builds;

/// <summary>POST /api/builds/{build}/publish — lets a build of new code or in a new zone answer, where the program is set to wait for a person.</summary>
public sealed record PublishBuild(string Build, [Longest(2000)] string Reason) : BuildRequest(Build)
{
    public sealed class Handler(BuildCommands commands, KnownBuilds builds) : IRequestHandler<PublishBuild, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(PublishBuild request, CancellationToken ct)
        {
            var build = await builds.Find(request.Build, ct) ?? throw Refused("no-such-build", $"There is no build {request.Build}.");
            var live = (await builds.Of(build.Projection, ct)).FirstOrDefault(other => other.State == "live");
            if (build.State is not ("candidate" or "live")) throw Refused("build-not-ready", $"{build.Name} is {build.State}: only a candidate can be published. {build.Error}");
            if (live is not null && live.Definition != build.Definition)
                throw Refused("other-definition", $"{build.Name} is folded under {build.Definition}, and {live.Definition} is published. Publish the definition: POST /api/definitions/{build.OwnDefinition}/publish.");
            return await commands.Execute(request, new BuildCommand.Publish(request.Build, request.Reason), ct);
        }
    }
}
