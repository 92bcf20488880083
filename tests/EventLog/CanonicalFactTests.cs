using System.Text;

namespace EventSourcedCrm.EventLog.Tests;

public sealed class CanonicalFactTests
{
    private static readonly CanonicalFact Fact = new(
        LogPosition.At(9), new("a-1"), 2, new("00112233-4455-6677-8899-aabbccddeeff"), "t-v1",
        Encoding.UTF8.GetBytes("{}"), Encoding.UTF8.GetBytes("[]"), DateTimeOffset.UnixEpoch.AddSeconds(1));

    /// <summary>The bytes written out by hand, as anyone who checks an export with other tools would.</summary>
    [Fact]
    public void The_leaf_is_the_hash_of_the_documented_bytes()
    {
        var bytes = Convert.FromHexString(
            "00000003" + "612d31" + "0000000000000002" + "00112233445566778899aabbccddeeff" + "00000004" + "742d7631"
            + "00000002" + "7b7d" + "00000002" + "5b5d" + "00000000000f4240");
        Fact.Leaf().ShouldBe(System.Security.Cryptography.SHA256.HashData(bytes));
    }

    [Fact]
    public void The_position_is_not_part_of_it_and_everything_else_is()
    {
        (Fact with { Position = LogPosition.At(1) }).Leaf().ShouldBe(Fact.Leaf());
        CanonicalFact[] others =
        [
            Fact with { Stream = new("a-2") }, Fact with { Revision = 3 }, Fact with { Id = Guid.Empty }, Fact with { Type = "t-v2" },
            Fact with { Data = Fact.Metadata }, Fact with { Metadata = Fact.Data }, Fact with { RecordedAt = Fact.RecordedAt.AddMicroseconds(1) },
        ];
        others.Select(o => Convert.ToHexString(o.Leaf())).Append(Convert.ToHexString(Fact.Leaf())).Distinct().Count().ShouldBe(8);
    }
}
