using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Host.Shared;

/// <summary>The projections named on the command line.</summary>
public static class ProjectionChoice
{
    /// <summary>All that belong to the log where none is named.</summary>
    /// <exception cref="SentenceException">There is no such projection.</exception>
    public static IReadOnlyList<ProjectionSource> Of(IReadOnlyCollection<string> names, Storage storage)
    {
        try
        {
            return ProjectionCatalog.Of(names, storage.Projections);
        }
        catch (ArgumentException unknown)
        {
            throw new SentenceException(unknown.Message);
        }
    }
}
