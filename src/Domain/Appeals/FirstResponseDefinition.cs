using EventSourcedCrm.Domain.Customers;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>The meaning of the first response to an appeal, as data: one version of <c>first-response/vN</c>.</summary>
public sealed record FirstResponseDefinition(
    string Id, IReadOnlyList<ResponseKind> Responds, int ThresholdHours, int ConversionDays, StageDefinition Purchase)
{
    public static FirstResponseDefinition V1 { get; } = new(
        "first-response/v1", [ResponseKind.Answered], ThresholdHours: 48, ConversionDays: 90, StageDefinition.V1);

    /// <summary>The version of this id, as a build names it.</summary>
    public static FirstResponseDefinition Of(string id) => id == V1.Id ? V1 : throw new ArgumentException($"There is no definition {id}.", nameof(id));

    /// <summary>This definition and the one it pins.</summary>
    public string WithPinned => $"{Id},{Purchase.Id}";
}

/// <summary>What may count as a response to an appeal.</summary>
public enum ResponseKind { Answered, TakenInCharge, Closed }
