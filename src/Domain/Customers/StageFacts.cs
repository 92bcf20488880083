using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>What managers were told about a customer's stage, as stored for ever in stream <c>stage-{customerId}</c>.</summary>
public abstract record StageFact : IFact;

/// <summary>Another stage or class took effect; the first has nothing before it. <c>Because</c> is one sentence with the deciding numbers, and the definition governed at that instant.</summary>
[Stored("customer-stage-changed-v1")]
public sealed record CustomerStageChanged(
    Stage? From,
    StageClass? FromClass,
    Stage To,
    StageClass? ToClass,
    StageArrow Arrow,
    StageBasis Basis,
    string Definition,
    string Because) : StageFact, ICommutes;

/// <summary>A change recorded earlier, named by its revision in this stream, did not take place after all: a late fact undid it.</summary>
[Stored("customer-stage-change-revoked-v1")]
public sealed record CustomerStageChangeRevoked(long Revision, string Definition, string Because) : StageFact, ICommutes;
