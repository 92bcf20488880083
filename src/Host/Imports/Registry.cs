using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Pipelines;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Imports;

/// <summary>What the rows of one kind of file refer to by name: the ids that follow from the names, and the scripts that enter the records.</summary>
/// <param name="kind">The kind of file; the same name in another kind is another record.</param>
/// <param name="since">The instant from which they are known.</param>
internal sealed class Registry(string kind, DateTimeOffset since)
{
    public CustomerId CustomerOf(string name) => new(DerivedId.From(kind, "customer", name));

    public UserId UserOf(string name) => new(DerivedId.From(kind, "user", name));

    public GroupId GroupOf(string name) => new(DerivedId.From(kind, "group", name));

    public ProductId ProductOf(string name) => new(DerivedId.From(kind, "product", name));

    public PipelineId PipelineOf(string name) => new(DerivedId.From(kind, "pipeline", name));

    public Script Customer(string name, CustomerCommand.Register register, DateTimeOffset at, Actor actor) =>
        new Script<Customer, CustomerCommand, CustomerFact>(CustomerOf(name).Value, CustomerOf(name), [Entered<CustomerCommand>(CustomerOf(name).Value, register, at, actor)]);

    public Script User(UserCommand.Register register) =>
        new Script<User, UserCommand, UserFact>(UserOf(register.Name).Value, null, [Entered<UserCommand>(UserOf(register.Name).Value, register)]);

    public Script Group(string name) =>
        new Script<Group, GroupCommand, GroupFact>(GroupOf(name).Value, null, [Entered<GroupCommand>(GroupOf(name).Value, new GroupCommand.Form(name))]);

    public Script Product(ProductCommand.Register register) =>
        new Script<Product, ProductCommand, ProductFact>(ProductOf(register.Name).Value, null, [Entered<ProductCommand>(ProductOf(register.Name).Value, register)]);

    public Script Pipeline(string name, IReadOnlyList<string> stages) =>
        new Script<Pipeline, PipelineCommand, PipelineFact>(PipelineOf(name).Value, null, [Entered<PipelineCommand>(PipelineOf(name).Value, new PipelineCommand.Define(name, stages))]);

    private Entry<TCommand> Entered<TCommand>(Guid id, TCommand command, DateTimeOffset? at = null, Actor? actor = null) =>
        new(DerivedId.From(id.ToString("D"), "registration"), actor ?? ImportRun.Importing, null, (command, at ?? since));
}
