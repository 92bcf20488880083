namespace EventSourcedCrm.EventLog.Tests;

public sealed class StreamNameTests
{
    [Theory]
    [InlineData("")]
    [InlineData("$all")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public void A_name_no_log_could_keep_is_refused(string name) => Should.Throw<ArgumentException>(() => new StreamName(name));

    [Fact]
    public void A_name_with_half_a_letter_is_refused() => Should.Throw<ArgumentException>(() => new StreamName("a" + '\ud800'));

    [Fact]
    public void A_name_has_at_most_two_hundred_characters()
    {
        new StreamName(new('a', 200)).Value.Length.ShouldBe(200);
        Should.Throw<ArgumentException>(() => new StreamName(new('a', 201)));
    }

    [Fact]
    public void The_identity_is_what_follows_the_first_hyphen()
    {
        var id = Guid.NewGuid();
        var stream = StreamName.Of("stage", id);
        (stream.Category, stream.Id).ShouldBe(("stage", (Guid?)id));
        (new StreamName("organisation").Category, new StreamName("organisation").Id).ShouldBe(("organisation", null));
    }
}
