using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Builds;

/// <summary>A command on one build, named in the path.</summary>
public abstract record BuildRequest(string Build) : BuildsRequest
{
    internal override string OfProjection => Build.LastIndexOf('_') is var end and > 0 ? Build[..end] : Build;

    internal static RejectedException Refused(string code, string sentence) => new(new(StatusCodes.Status409Conflict, code, sentence));
}

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

/// <summary>POST /api/builds/{build}/resume — has a paused build go on.</summary>
public sealed record ResumeBuild(string Build) : BuildRequest(Build)
{
    public sealed class Handler(BuildCommands commands) : IRequestHandler<ResumeBuild, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ResumeBuild request, CancellationToken ct) => commands.Execute(request, new BuildCommand.Resume(request.Build), ct);
    }
}

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
