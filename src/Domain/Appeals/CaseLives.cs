using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>The events of one appeal, or of all appeals and contacts of a customer, in the order in which they happened.</summary>
internal sealed class CaseLives
{
    private readonly ILookup<(bool, Guid), CaseEvent> _byRecord;
    private readonly ILookup<AppealId?, CaseEvent> _links;

    public CaseLives(IEnumerable<CaseEvent> events)
    {
        All = [.. events.OrderBy(e => e.Place)];
        _byRecord = All.ToLookup(e => (e.IsOfContact, e.Record));
        _links = All.Where(e => e.Kind == CaseEventKind.ContactLinked).ToLookup(e => e.Linked);
    }

    public IReadOnlyList<CaseEvent> All { get; }

    /// <summary>The life of the appeal or contact the event is of.</summary>
    public IReadOnlyList<CaseEvent> Of(CaseEvent e) => [.. _byRecord[(e.IsOfContact, e.Record)]];

    /// <summary>The event as one that may come first; nothing where it was withdrawn before it could.</summary>
    /// <param name="e">What may come first.</param>
    /// <param name="since">When it came to count.</param>
    public IEnumerable<Standing> Standing(CaseEvent e, DateTimeOffset since)
    {
        var gone = e.Kind switch
        {
            CaseEventKind.Answered => Of(e).FirstOrDefault(w => w.Kind == CaseEventKind.AnswerWithdrawn && w.Answer == e.Answer)?.At,
            CaseEventKind.Contacted => Of(e).FirstOrDefault(w => w.Kind == CaseEventKind.ContactWithdrawn)?.At,
            _ => null,
        };
        return gone is null || since < gone ? [new(e, since, gone)] : [];
    }

    /// <summary>The contacts that belong to the appeal, each with the instant since which they do.</summary>
    public IEnumerable<(CaseEvent Event, DateTimeOffset Since)> ContactsOf(AppealId appeal) =>
        from link in _links[appeal].DistinctBy(link => link.Record)
        from contact in _byRecord[(true, link.Record)]
        where contact.Kind == CaseEventKind.Contacted
        select (contact, link.At > contact.At ? link.At : contact.At);
}
