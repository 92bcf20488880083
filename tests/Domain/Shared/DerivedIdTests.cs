using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Tests.Shared;

public class DerivedIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_words_meet_the_same_id_and_others_another()
    {
        DerivedId.From("demo", "customer", "1").ShouldBe(DerivedId.From("demo", "customer", "1"));
        DerivedId.From("demo", "customer", "1").ShouldNotBe(DerivedId.From("demo", "customer", "2"));
        DerivedId.From("demo", "customer", "1").Version.ShouldBe(8);
    }

    [Fact]
    public void What_follows_from_an_id_that_grows_with_time_grows_with_time()
    {
        var ids = Enumerable.Range(0, 50).Select(i => DerivedId.From(Guid.CreateVersion7(Now.AddMilliseconds(i)), "record")).ToList();

        ids.ShouldAllBe(id => id.Version == 7 && (id.Variant & 0xC) == 0x8);
        ids.ShouldBe(ids.Order());
    }

    [Fact]
    public void Within_one_moment_ids_differ_by_what_they_follow_from()
    {
        var (one, other) = (Guid.CreateVersion7(Now), Guid.CreateVersion7(Now));

        Guid[] ids = [DerivedId.From(one, "record"), DerivedId.From(one, "fact 0"), DerivedId.From(other, "record"), DerivedId.From(other, "fact 0")];

        ids.Distinct().Count().ShouldBe(4);
        DerivedId.From(one, "record").ShouldBe(ids[0]);
    }

    [Fact]
    public void What_follows_from_any_other_id_does_so_as_from_its_words()
    {
        var id = Guid.NewGuid();

        DerivedId.From(id, "record").ShouldBe(DerivedId.From(id.ToString("D"), "record"));
    }
}
