import {
  type ClientSeen,
  countBy,
  numberOf,
  type Sample,
  type StateGap,
  shownOf,
  withoutText,
} from "../state/collected.ts";
import type { Answer, OpenSession } from "../try.ts";
import { lagOf, replicationOf } from "./replication.ts";

/** What is asked of Redis. Nothing is changed. */
export const redisCommands = [
  "INFO",
  "CONFIG GET maxmemory-policy",
  "CONFIG GET maxclients",
  "CLIENT LIST",
] as const;

const MOST_WAIT = 3_000;

/** Clients whose lines are read. */
const MOST_CLIENTS = 5_000;

const textOf = (answer: Answer): string | null =>
  answer.kind === "rows" ? (answer.result.rows[0]?.[0] ?? null) : null;

/** One look at the clients, memory and replication of Redis; `null` where it does not answer. */
export async function sampleRedis(session: OpenSession): Promise<Sample | null> {
  const info = await session.ask("INFO", MOST_WAIT);
  const policy = await session.ask("CONFIG GET maxmemory-policy", MOST_WAIT);
  const most = await session.ask("CONFIG GET maxclients", MOST_WAIT);
  const list = await session.ask("CLIENT LIST", MOST_WAIT);
  if (info.kind === "ended" || list.kind === "ended") return null;
  const facts = factsOf(textOf(info) ?? "");
  const clients = clientsOf(textOf(list) ?? "");
  const shown = shownOf(clients);
  const fact = (name: string) => facts.get(name) ?? null;
  const used = numberOf(fact("connected_clients"));
  const role = fact("role");
  const isReplica = role === null ? null : role === "slave";
  const limit = numberOf(fact("maxmemory"));
  const memory = numberOf(fact("used_memory"));
  const evicts = (fact("maxmemory_policy") ?? secondOf(policy)) !== "noeviction";
  const isDown = isReplica === true ? fact("master_link_status") !== "up" : null;
  const isLoading = fact("loading") === "1";
  const replication = isReplica === true ? replicationOf(fact) : null;
  const states = countBy(clients.map(({ state }) => state));
  const gaps: StateGap[] = [info, list].flatMap((answer, index) =>
    answer.kind === "complaint"
      ? [
          {
            needs: `what ${index === 0 ? "INFO" : "CLIENT LIST"} says: ${answer.complaint.code ?? ""}`,
            allowBy: "ACL SETUSER the user that asks +info +client|list +config|get",
          },
        ]
      : [],
  );
  return {
    clients: shown,
    gaps,
    state: {
      version: fact("redis_version"),
      uptime: (numberOf(fact("uptime_in_seconds")) ?? 0) * 1000 || null,
      connections:
        used === null
          ? null
          : {
              used,
              limit: numberOf(fact("maxclients") ?? secondOf(most)),
              reserved: 0,
              turnedAway: numberOf(fact("rejected_connections")),
            },
      byState: isLoading ? { ...states, loading: 1 } : states,
      sessions: shown.map(withoutText),
      isReplica,
      isReadOnly: isReplica === true && fact("slave_read_only") !== "0",
      lag: lagOf(replication),
      replicationRuns: isDown === null ? null : !isDown,
      ...(replication === null ? {} : { replication }),
      memory:
        memory === null
          ? null
          : {
              used: memory,
              limit: limit === null || limit === 0 ? null : limit,
              refusesWrites: limit !== null && limit > 0 && memory >= limit && !evicts,
            },
      slowest: [],
    },
  };
}

/** The second of a name and its value. */
const secondOf = (answer: Answer): string | null =>
  answer.kind === "rows" ? (answer.result.rows[0]?.[1] ?? null) : null;

/** Lines `name:value`. Redis, INFO. */
const factsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split("\n").flatMap((line) => {
      const [, name, value] = /^(\w+):(.*?)\r?$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );

/** Lines `id=7 addr=192.0.2.1:4000 … flags=b cmd=blpop`. Redis, CLIENT LIST. The name that a client gives itself is its application. */
export function clientsOf(text: string): readonly ClientSeen[] {
  return text
    .split("\n", MOST_CLIENTS)
    .filter((line) => line.startsWith("id="))
    .map((line): ClientSeen => {
      const fields = new Map(
        line
          .trim()
          .split(" ")
          .map((pair) => {
            const [name = "", value = ""] = pair.split(/=(.*)/s);
            return [name, value] as const;
          }),
      );
      const flags = fields.get("flags") ?? "";
      const idle = numberOf(fields.get("idle"));
      const isBlocked = flags.includes("b");
      const name = fields.get("name") ?? "";
      return {
        id: numberOf(fields.get("id")) ?? 0,
        user: fields.get("user") ?? null,
        database: fields.get("db") ?? null,
        client: (fields.get("addr") ?? "").replace(/:\d+$/, "") || null,
        application: name === "" ? null : name.slice(0, 64),
        // A blocking command waits for data by its own wish: BLPOP, XREAD, WAIT.
        state: isBlocked ? "other" : flags.includes("x") ? "idle-in-transaction" : "idle",
        waitsFor: isBlocked ? "blocked-by-its-own-command" : null,
        blockedBy: [],
        object: null,
        inState: idle === null ? null : idle * 1000,
        inTransaction: flags.includes("x") && idle !== null ? idle * 1000 : null,
        inQuery: null,
        verb: (fields.get("cmd") ?? "").split("|")[0]?.toUpperCase() || null,
        digest: null,
        text: null,
      };
    });
}
