using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Builds.BuildCommand;

namespace EventSourcedCrm.Domain.Tests.Builds;

public sealed class BuildsTests : DeciderSpec<Domain.Builds.Builds, BuildCommand, BuildFact>
{
    private static readonly BuildFact Requested = new BuildRequested("stages_r1", new("stage", 1), null, null, OnDemand: false, null);
    private static readonly BuildFact Paused = new BuildPaused("stages_r1");
    private static readonly BuildFact Retired = new BuildRetired("stages_r1", "why");

    [Fact]
    public void Every_command_has_its_answer_in_every_phase() => Table(
        """
        Request | build-requested | build-requested | build-requested | build-requested
        Pause | !build-not-asked-for | build-paused | - | !build-not-asked-for
        Resume | !build-not-asked-for | - | build-resumed | !build-not-asked-for
        Retire | build-retired | build-retired | build-retired | -
        RetryParked | parked-facts-retried | parked-facts-retried | parked-facts-retried | parked-facts-retried
        SkipParked | parked-fact-skipped | parked-fact-skipped | parked-fact-skipped | parked-fact-skipped
        Publish | build-published | build-published | build-published | !build-retired
        """,
        [[], [Requested], [Requested, Paused], [Requested, Retired]],
        new Request("stages", new("stage", 1), null, null, OnDemand: false, null), new Pause("stages_r1"), new Resume("stages_r1"), new Retire("stages_r1", "why"),
        new RetryParked("stages_b1", "customer-1"), new SkipParked("stages_b1", "7", "why"), new Publish("stages_r1", "why"));

    [Fact]
    public void No_two_builds_ever_have_one_name() => Given(Requested, Retired)
        .When(new Request("stages", null, "7", 500, OnDemand: true, "why"))
        .Then(new BuildRequested("stages_r2", null, "7", 500, OnDemand: true, "why"));
}

public sealed class BuildsProperties : DeciderProperties<Domain.Builds.Builds, BuildCommand, BuildFact>
{
    protected override IReadOnlyList<BuildCommand> Samples =>
    [
        new Request("stages", null, null, null, OnDemand: false, null), new Pause("stages_r1"), new Resume("stages_r1"), new Pause("stages_r2"),
        new Retire("stages_r1", "why"), new RetryParked("stages_b1", "customer-1"), new SkipParked("stages_b1", "7", "why"), new Publish("stages_r1", "why"), new Publish("stages_b1", "why"),
    ];

    protected override bool MayRepeat(BuildCommand command) => command is Request or RetryParked;
}
