using EventSourcedCrm.EventLog.EventStoreDb.Live;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

public sealed class InboxTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new();
    private readonly Inbox<string> _inbox;

    public InboxTests() => _inbox = new(maxCount: 3, maxBytes: 100, _time);

    [Fact]
    public async Task Everything_there_is_taken_at_once_in_order()
    {
        await Put("a");
        await Put("b");
        (await Take()).ShouldBe(["a", "b"]);
        var next = Take();
        next.IsCompleted.ShouldBeFalse();
        await Put("c");
        (await next).ShouldBe(["c"]);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 50)]
    [InlineData(1, 1_000)]
    public async Task A_full_inbox_makes_wait_and_goes_on_when_it_is_emptied(int count, int bytes)
    {
        for (var n = 0; n < count; n++) (await Put("x", bytes)).ShouldBeTrue();
        var late = Put("late", 1);
        late.IsCompleted.ShouldBeFalse();
        (await Take()).Count.ShouldBe(count);
        (await late).ShouldBeTrue();
        (await Take()).ShouldBe(["late"]);
    }

    [Fact]
    public async Task One_that_stays_full_is_given_up()
    {
        await Put("large", 1_000);
        var late = Put("late");
        _time.Pass(Minute);
        (await late).ShouldBeFalse();
        (await Take()).ShouldBe(["large"]);
    }

    [Fact]
    public async Task Silence_is_an_answer_after_a_while()
    {
        var nothing = Take();
        _time.Pass(Minute);
        (await nothing).ShouldBeEmpty();
        await Put("a");
        (await Take()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task What_arrived_before_the_end_is_taken_before_it()
    {
        await Put("last");
        _inbox.End(new IOException("over"));
        (await Take()).ShouldBe(["last"]);
        (await Should.ThrowAsync<IOException>(Take)).Message.ShouldBe("over");
        await Should.ThrowAsync<IOException>(Take);
    }

    private Task<bool> Put(string item, int bytes = 1) => _inbox.Put(item, bytes, Minute, CancellationToken.None).AsTask();

    private Task<IReadOnlyList<string>> Take() => _inbox.Take(Minute, CancellationToken.None).AsTask();
}
