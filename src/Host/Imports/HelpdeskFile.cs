using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Imports;

/// <summary>The ticketing log of a help desk: every case is an appeal, every line something done to it.</summary>
internal sealed class HelpdeskFile(string path) : ImportSource("helpdesk", [path])
{
    private static readonly string[] Columns =
        ["Case ID", "Activity", "Resource", "Complete Timestamp", "customer", "product", "seriousness_2", "service_type", "workgroup"];

    private sealed record Event(
        Row Row, Guid Identity, DateTimeOffset At, string Case, string Activity, string Resource, string Customer, string Product, string Workgroup);

    /// <summary>Its events in order of time, those of one instant in the order of their lines.</summary>
    private sealed record Case(string Name, IReadOnlyList<Event> Events)
    {
        public Event First => Events[0];
    }

    internal override ImportPlan Plan(OrganisationSettings organisation, DateTimeOffset now)
    {
        var reading = new Reading(Kind, now);
        var events = reading.All(new(path, Columns), (row, identity) => new Event(
            row,
            identity,
            reading.Happened(row.UtcTime("Complete Timestamp")),
            row.Required("Case ID"),
            row.Required("Activity"),
            row.Required("Resource"),
            row.Required("customer"),
            row.Required("product"),
            row.Required("workgroup")));
        if (events.Count == 0) return new(reading.Read, reading.Rejected);

        var registry = new Registry(Kind, events.Min(e => e.At));
        Case[] cases = [.. events.GroupBy(e => e.Case, (name, own) => new Case(name, [.. own.OrderBy(e => e.At)])).OrderBy(c => c.First.At)];
        return new(reading.Read, reading.Rejected,
            [
                .. events.Select(e => e.Resource).Distinct().Select(name => registry.User(new(name))),
                .. cases.Select(c => c.First.Product).Distinct().Select(name => registry.Product(new(name))),
                .. events.Where(e => e.Activity == "Require upgrade").Select(e => e.Workgroup).Distinct().Select(registry.Group),
            ],
            [.. cases.GroupBy(c => c.First.Customer, (name, own) => Registration(registry, name, own.First().First))],
            [.. cases.Select(c => Appeal(registry, c))]);
    }

    private static Script Registration(Registry registry, string customer, Event first) =>
        registry.Customer(customer, new(CustomerKind.Company, $"Customer {customer}", new()), first.At, Actor.Person(registry.UserOf(first.Resource)));

    private static Script<Appeal, AppealCommand, AppealFact> Appeal(Registry registry, Case one)
    {
        var opening = new AppealCommand.Register(new(
            AppealChannel.Other,
            one.Name,
            Product: registry.ProductOf(one.First.Product),
            Seriousness: one.First.Row["seriousness_2"],
            ServiceType: one.First.Row["service_type"]));
        return new(
            DerivedId.From("helpdesk", "appeal", one.Name),
            registry.CustomerOf(one.First.Customer),
            [.. one.Events.Select(e => new Entry<AppealCommand>(e.Identity, Actor.Person(registry.UserOf(e.Resource)), e.Row, (Command(registry, e), e.At)))],
            mayGrow: true,
            opening);
    }

    private static AppealCommand Command(Registry registry, Event happened) => happened.Activity switch
    {
        "Take in charge ticket" => new AppealCommand.TakeInCharge(registry.UserOf(happened.Resource)),
        "Wait" => new AppealCommand.PutOnHold(),
        "Require upgrade" => new AppealCommand.ForwardToGroup(registry.GroupOf(happened.Workgroup)),
        "Resolve ticket" => new AppealCommand.Answer(new(DerivedId.From("helpdesk", "answer", happened.Identity.ToString("D")))),
        "Closed" => new AppealCommand.Close(AppealClosing.Untold),
        var other => new AppealCommand.Note(other),
    };
}
