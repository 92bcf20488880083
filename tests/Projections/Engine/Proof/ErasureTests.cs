using EventSourcedCrm.Projections.Engine.Proof;

namespace EventSourcedCrm.Projections.Tests.Engine.Proof;

public sealed class ErasureTests
{
    [Theory]
    [InlineData("Ann", null, true)]
    [InlineData("""{"kind": "person", "name": "Ann"}""", """{"kind": "person", "name": null}""", true)]
    [InlineData("""{"phones":[{"number":"1"},{"number":"2"}]}""", """{"phones":[{"number":null},{"number":null}]}""", true)]
    [InlineData("""["a", "b"]""", "[]", true)]
    [InlineData(null, "Ann", false)]
    [InlineData("Ann", "Bob", false)]
    [InlineData("1", "2", false)]
    [InlineData("""{"kind": "company", "name": "Ann"}""", """{"kind": "person", "name": null}""", false)]
    [InlineData("""{"kind": "person"}""", """{"kind": "person", "name": "Ann"}""", false)]
    public void What_should_have_gone_with_a_person_says_more_and_nothing_else(string? there, string? expected, bool saysMore) =>
        Erasure.SaysMore(there, expected).ShouldBe(saysMore);
}
