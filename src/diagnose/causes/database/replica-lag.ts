import type { Cause } from "../../cause.ts";

/** Reads come from a replica that is behind. */
export const replicaLag: Cause = {
  id: "replica-lag",
  boundary: "database",
  at: "path",
  must: ["replica-is-behind"],
  may: ["database-takes-no-writes", "replica-applies-nothing"],
  never: [],
  proves: [{ "replica-is-behind": true }, { "replica-applies-nothing": true }],
  explains: ["replica-is-behind", "replica-applies-nothing", "application-answers-error"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "the database at {database} is a replica that is {replicaStands}: what was written since then is not in what it answers",
  fix: [
    "See there what holds it up: {lookAtReplica}",
    "At its source, see what was sent and the replica has not played: {lookAtSource}",
    "Send reads that must be current to the primary until the replica has caught up",
  ],
  prevention: [
    "Watch the lag in seconds and in octets, and take a replica that is behind out of the reads",
    "Read what was just written where it was written",
  ],
  source: "PostgreSQL, 27.2.5 Monitoring replication; MySQL, SHOW REPLICA STATUS; Redis, INFO replication",
};
