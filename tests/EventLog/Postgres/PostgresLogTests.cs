using EventSourcedCrm.EventLog.Tests.Contract;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

public sealed class PostgresAppendTests(PostgresRig rig) : AppendContract<PostgresRig>(rig);

public sealed class NpgsqlAppendTests(NpgsqlRig rig) : AppendContract<NpgsqlRig>(rig);

public sealed class PostgresReadTests(PostgresRig rig) : ReadContract<PostgresRig>(rig);

public sealed class PostgresSubscribeTests(PostgresRig rig) : SubscribeContract<PostgresRig>(rig);
