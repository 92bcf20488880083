using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;

namespace EventSourcedCrm.Api.Definitions;

/// <summary>A command on the definitions of one report, whose record is the report's.</summary>
public abstract record DefinitionRequest(string Report) : CommandRequest
{
    internal override Guid? GivenId => Guid.Empty;

    internal override StreamName StreamOf(string category) => DefinitionBooks.StreamOf(Report);

    /// <exception cref="RejectedException">There is no such report.</exception>
    internal void MustBeOfAReport()
    {
        if (!Definition.BuiltIn.ContainsKey(Report))
            throw new RejectedException(Problem.Field("report", $"One of {string.Join(", ", Definition.BuiltIn.Keys.Order())} is expected."));
    }

    /// <exception cref="RejectedException">It is dated. What was told in the meantime was told under another meaning, and stays.</exception>
    internal void MustBeOfNow()
    {
        if (HappenedAt is not null)
            throw new RejectedException(Problem.Field("happenedAt", "A definition governs from the moment this is said, and not before. Leave the date out."));
    }
}
