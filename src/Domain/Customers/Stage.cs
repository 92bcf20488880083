namespace EventSourcedCrm.Domain.Customers;

/// <summary>Where the relationship with a customer stands.</summary>
public enum Stage { Potential, OneTime, Regular, Lost }

/// <summary>How steadily a regular customer buys: stable, irregular, episodic.</summary>
public enum StageClass { X, Y, Z }

/// <summary>Whether the rule or a manager's override put a stage in force.</summary>
public enum StageBasis { Rule, Manual }
