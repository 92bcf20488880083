global using AppealCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Appeals.Appeal,
    EventSourcedCrm.Domain.Appeals.AppealCommand,
    EventSourcedCrm.Domain.Appeals.AppealFact>;
using EventSourcedCrm.Api.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>The routes of appeals.</summary>
public static class AppealEndpoints
{
    public static void MapAppeals(this IEndpointRouteBuilder app)
    {
        var appeals = app.MapGroup("/api/appeals").WithTags("Appeals");

        appeals.MapQuery<ListAppeals, Page<ListAppeals.Row>>("");
        appeals.MapQuery<GetAppeal, GetAppeal.Card?>("/{id}");
        appeals.MapQuery<GetAppealHistory, Page<HistoryEntry>>("/{id}/history");

        appeals.MapCommand<RegisterAppeal>("");
        appeals.MapCommand<AssignAppeal>("/{id}/assign");
        appeals.MapCommand<TakeAppealInCharge>("/{id}/take-in-charge");
        appeals.MapCommand<ForwardAppealToUser>("/{id}/forward-to-user");
        appeals.MapCommand<ForwardAppealToGroup>("/{id}/forward-to-group");
        appeals.MapCommand<HoldAppeal>("/{id}/hold");
        appeals.MapCommand<ResumeAppeal>("/{id}/resume");
        appeals.MapCommand<NoteAppeal>("/{id}/note");
        appeals.MapCommand<AnswerAppeal>("/{id}/answer");
        appeals.MapCommand<WithdrawAnswer>("/{id}/withdraw-answer");
        appeals.MapCommand<CloseAppeal>("/{id}/close");
        appeals.MapCommand<ReopenAppeal>("/{id}/reopen");
        appeals.MapCommand<RateAppeal>("/{id}/rate");
    }
}
