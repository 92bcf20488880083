using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>What can be asked of an appeal.</summary>
public abstract record AppealCommand
{
    public sealed record Register(AppealDetails Details, UserId? Responsible = null) : AppealCommand;

    public sealed record Assign(UserId Responsible) : AppealCommand;

    public sealed record TakeInCharge(UserId Responsible) : AppealCommand;

    public sealed record ForwardToUser(UserId Responsible) : AppealCommand;

    public sealed record ForwardToGroup(GroupId Group) : AppealCommand;

    public sealed record PutOnHold(Personal? Reason = null) : AppealCommand;

    public sealed record Resume : AppealCommand;

    public sealed record Note(Personal Text) : AppealCommand;

    public sealed record Answer(AnswerId Id, Personal? Text = null) : AppealCommand;

    public sealed record WithdrawAnswer(AnswerId Id, Personal Reason) : AppealCommand;

    public sealed record Close(AppealClosing Closing) : AppealCommand;

    public sealed record Reopen(Personal Reason) : AppealCommand;

    public sealed record Rate(int Score, Personal? Comment = null) : AppealCommand;
}
