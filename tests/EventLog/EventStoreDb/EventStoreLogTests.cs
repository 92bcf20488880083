using EventSourcedCrm.EventLog.Tests.Contract;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

public sealed class EventStoreAppendTests(EventStoreRig rig) : AppendContract<EventStoreRig>(rig);

public sealed class EventStoreReadTests(EventStoreRig rig) : ReadContract<EventStoreRig>(rig);

public sealed class EventStoreSubscribeTests(EventStoreRig rig) : SubscribeContract<EventStoreRig>(rig);

public sealed class OldestEventStoreReadTests(OldestEventStoreRig rig) : ReadContract<OldestEventStoreRig>(rig);

public sealed class OldestEventStoreSubscribeTests(OldestEventStoreRig rig) : SubscribeContract<OldestEventStoreRig>(rig);

public sealed class NewestEventStoreReadTests(NewestEventStoreRig rig) : ReadContract<NewestEventStoreRig>(rig);

public sealed class NewestEventStoreSubscribeTests(NewestEventStoreRig rig) : SubscribeContract<NewestEventStoreRig>(rig);
