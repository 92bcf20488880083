namespace EventSourcedCrm.Domain.Shared;

/// <summary>The identity of one kind of thing: a GUID that cannot be mistaken for another kind's.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }
    static abstract TSelf Of(Guid value);
}

/// <summary>Tells ids from other types.</summary>
public static class AnyId
{
    public static bool Is(Type type) => type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));
}

/// <summary>A customer, supplier or partner: anyone a relationship is kept with.</summary>
public readonly record struct CustomerId(Guid Value) : IId<CustomerId> { public static CustomerId Of(Guid value) => new(value); }

/// <summary>A person who represents a customer.</summary>
public readonly record struct ContactPersonId(Guid Value) : IId<ContactPersonId> { public static ContactPersonId Of(Guid value) => new(value); }

/// <summary>A meeting, call or letter, planned or happened.</summary>
public readonly record struct ContactId(Guid Value) : IId<ContactId> { public static ContactId Of(Guid value) => new(value); }

/// <summary>A request of a customer that wants an answer.</summary>
public readonly record struct AppealId(Guid Value) : IId<AppealId> { public static AppealId Of(Guid value) => new(value); }

/// <summary>One answer to an appeal, so that it can be taken back by name.</summary>
public readonly record struct AnswerId(Guid Value) : IId<AnswerId> { public static AnswerId Of(Guid value) => new(value); }

/// <summary>A sale in the making, or made, or lost.</summary>
public readonly record struct DealId(Guid Value) : IId<DealId> { public static DealId Of(Guid value) => new(value); }

/// <summary>A person of the organisation.</summary>
public readonly record struct UserId(Guid Value) : IId<UserId> { public static UserId Of(Guid value) => new(value); }

/// <summary>Several users who take work from one queue.</summary>
public readonly record struct GroupId(Guid Value) : IId<GroupId> { public static GroupId Of(Guid value) => new(value); }

/// <summary>Something the organisation sells.</summary>
public readonly record struct ProductId(Guid Value) : IId<ProductId> { public static ProductId Of(Guid value) => new(value); }

/// <summary>The ordered stages deals of one sort move through.</summary>
public readonly record struct PipelineId(Guid Value) : IId<PipelineId> { public static PipelineId Of(Guid value) => new(value); }

/// <summary>A bearer token that names a user.</summary>
public readonly record struct TokenId(Guid Value) : IId<TokenId> { public static TokenId Of(Guid value) => new(value); }

/// <summary>One run of an importer.</summary>
public readonly record struct ImportId(Guid Value) : IId<ImportId> { public static ImportId Of(Guid value) => new(value); }

/// <summary>Working hours with their holidays, in versions.</summary>
public readonly record struct CalendarId(Guid Value) : IId<CalendarId> { public static CalendarId Of(Guid value) => new(value); }
