using System.Net;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Tests.Api;

/// <summary>What the tests of every area do: make a record, see a command's facts, read rows back after a write.</summary>
public abstract class AreaSpec(RunningApi api, string area) : ApiSpec(api)
{
    protected static readonly Guid Nobody = Guid.Parse("00000000-0000-0000-0000-0000000000ff");

    private (string Name, string Value) _readAfter = ("X-Read-After", "0");

    protected static Guid User(UserRole role) => RunningApi.User(role).Value;

    /// <summary>Makes a record and answers its id; what is read later shows it.</summary>
    protected async Task<Guid> Make(object body, UserRole role = UserRole.Operator, string? path = null)
    {
        var answer = await Post(path ?? area, body, role);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        return Written(answer).Json["id"]!.GetValue<Guid>();
    }

    /// <summary>The command is carried out and records these facts.</summary>
    protected async Task Does(Guid id, string verb, object body, params string[] facts) => await Does(UserRole.Operator, id, verb, body, facts);

    protected async Task Does(UserRole role, Guid id, string verb, object body, params string[] facts)
    {
        var answer = await Post($"{area}/{id}/{verb}", body, role);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        Written(answer).Json["facts"]!.AsArray().Select(fact => fact!.GetValue<string>()).ShouldBe(facts);
    }

    protected Task<Answer> Ask(Guid id, string verb, object body, UserRole role = UserRole.Operator) => Post($"{area}/{id}/{verb}", body, role);

    /// <summary>Reads after everything this test wrote.</summary>
    protected async Task<Answer> Read(string path, UserRole role = UserRole.Operator)
    {
        var answer = await Get(area + path, role, _readAfter);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer;
    }

    /// <summary>The ids on a list, page by page.</summary>
    protected async Task<IReadOnlyList<Guid>> Ids(string filters, int limit = 2)
    {
        var ids = new List<Guid>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await Read($"?limit={limit}&{filters}{cursor}")).Json;
            ids.AddRange(page["rows"]!.AsArray().Select(row => row!["id"]!.GetValue<Guid>()));
            cursor = page["next"] is { } next ? $"&cursor={next}" : null;
        }
        return ids;
    }

    protected async Task<IReadOnlyList<string>> History(Guid id) =>
        [.. (await Read($"/{id}/history")).Json["rows"]!.AsArray().Select(row => row!["type"]!.GetValue<string>())];

    protected async Task<Recorded> FirstFact(string stream)
    {
        await foreach (var fact in Api.Log.ReadStream(new(stream), 0, default)) return fact;
        throw new InvalidOperationException($"Nothing is recorded in {stream}.");
    }

    protected Answer Written(Answer answer)
    {
        _readAfter.Value = answer.Json["position"]!.GetValue<string>();
        return answer;
    }
}
