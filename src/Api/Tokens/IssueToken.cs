using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tokens;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Tokens;

/// <summary>POST /api/tokens — issues a bearer token for a user and answers its text, once: only its SHA-256 is kept.</summary>
public sealed record IssueToken(UserId User, string Label) : CreateRequest
{
    public sealed class Handler(TokenCommands tokens, References references, IEventLog log) : IRequestHandler<IssueToken, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(IssueToken request, CancellationToken ct)
        {
            await references.MustExist<UserId>("user", request.User, ct);
            var secret = "crm_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
            var outcome = await tokens.Execute(request, new TokenCommand.Issue(request.User, hash, request.Label), ct);
            return outcome is CommandOutcome.Done done && await IsRecorded(request, hash, ct)
                ? done with { Answer = done.Answer with { Secret = secret } }
                : outcome;
        }

        // A command sent again is answered from the facts of the first time, whose text nobody knows any longer.
        private async Task<bool> IsRecorded(IssueToken request, string hash, CancellationToken ct)
        {
            await foreach (var recorded in log.ReadStream(request.StreamOf(Token.Category), 0, ct))
                if (recorded.Fact is TokenIssued issued) return issued.Hash == hash;
            return false;
        }
    }
}
