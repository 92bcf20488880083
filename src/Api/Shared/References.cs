using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Checks that what a request refers to exists, by the first fact of its stream.</summary>
public sealed class References(Beginnings beginnings)
{
    /// <exception cref="RejectedException">There is no such record; the field is named.</exception>
    public async Task MustExist<TId>(string field, TId? id, CancellationToken ct) where TId : struct, IId<TId>
    {
        if (id is { } given && !await Exists(StreamName.Of(Category<TId>(), given.Value), ct))
            throw new RejectedException(Problem.Field(field, $"There is no such {Category<TId>()}."));
    }

    public async ValueTask<bool> Exists(StreamName stream, CancellationToken ct) => await beginnings.Of(stream, ct) is not null;

    internal static string Category<TId>() => Of<TId>.Category;

    private static class Of<TId>
    {
        // UserId refers to user-{id}, as every kind of id does to the streams of its name.
        public static readonly string Category = typeof(TId).Name[..^2].ToLowerInvariant();
    }
}
