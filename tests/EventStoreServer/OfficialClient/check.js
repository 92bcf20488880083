// Drives a server with the official client and prints what it sees, one JSON object a line. Argument: a connection string with credentials.
// Credentials given with a call make that client use plain Append instead of BatchAppend.
import { randomUUID } from "node:crypto";
import {
  BACKWARDS, END, EventStoreDBClient, FORWARDS, NO_STREAM, START, WrongExpectedVersionError, eventTypeFilter, jsonEvent,
} from "@eventstore/db-client";

const client = EventStoreDBClient.connectionString(process.argv[2]);
const credentials = { username: "admin", password: "changeit" };
const say = (what, facts) => console.log(JSON.stringify({ what, ...facts }));
const text = (value) => (value === undefined ? null : String(value));

const fact = (type, number) => jsonEvent({ id: randomUUID(), type, data: { number }, metadata: { by: "npm" } });
const append = (stream, events, expectedRevision) => client.appendToStream(stream, events, { expectedRevision, credentials });

const seen = ({ event }) => ({
  id: event.id, stream: event.streamId, type: event.type, revision: text(event.revision), isJson: event.isJson,
  data: event.data, metadata: event.metadata, created: new Date(event.created).toISOString(),
  commit: text(event.position?.commit), prepare: text(event.position?.prepare),
});
const appended = (result) => ({
  success: result.success, revision: text(result.nextExpectedRevision), commit: text(result.position?.commit), prepare: text(result.position?.prepare),
});

async function all(events) {
  const found = [];
  for await (const resolved of events) found.push(seen(resolved));
  return found;
}

const first = [fact("check-begun", 0), fact("check-went-on", 1), fact("other-thing", 2)];
say("ids", { ids: first.map(({ id }) => id) });
say("appended to no stream", appended(await append("check-1", first, NO_STREAM)));
say("appended at 2", appended(await append("check-1", [fact("check-ended", 3)], 2n)));
say("repeated", appended(await append("check-1", first, NO_STREAM)));

await append("check-1", [fact("check-too-late", 4)], 1n).then(
  () => say("wrong expected version", { refused: false }),
  (error) => say("wrong expected version", {
    refused: error instanceof WrongExpectedVersionError, expected: text(error.expectedVersion), actual: text(error.actualVersion), stream: error.streamName,
  }),
);

say("stream forwards", { events: await all(client.readStream("check-1", { direction: FORWARDS, fromRevision: START, credentials })) });
say("stream backwards", { events: await all(client.readStream("check-1", { direction: BACKWARDS, fromRevision: END, maxCount: 2, credentials })) });
await all(client.readStream("check-nothing", { credentials })).then(
  () => say("no such stream", { refused: false }),
  (error) => say("no such stream", { refused: true, type: error.type }),
);
say("all backwards", { events: await all(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 4, credentials })) });

const subscription = client.subscribeToAll({
  fromPosition: START, filter: eventTypeFilter({ prefixes: ["check-"] }), credentials,
});
const received = [];
for await (const resolved of subscription) {
  received.push(seen(resolved));
  if (received.length === 3) await append("check-2", [fact("check-begun", 5), fact("other-thing", 6), fact("check-ended", 7)], NO_STREAM);
  if (received.length === 5) break;
}
await subscription.unsubscribe();
say("subscribed by prefix", { events: received });
await client.dispose();
process.exit(0);
