import { shownMetrics } from "../../app/index.ts";
import { parseTarget } from "../../config/index.ts";
import { type DatabaseAsked, planOfDatabase } from "../../database/index.ts";
import { bodyToCompare, methodToCompare, type RequestAsked } from "../../evidence/index.ts";
import { mayAskOnceMore } from "./ask-once-more.ts";
import type { PathAsked } from "./behind.ts";
import { type HopRequest, type PlacedEntry, placeEntries, requestsOf } from "./hop-requests.ts";
import { MOST_PROCESSES_OF_UPSTREAMS } from "./look-at-upstream-processes.ts";
import { MOST_UPSTREAMS } from "./look-behind.ts";
import { MOST_LOOKS, metricsFrom } from "./watch-pools.ts";

/** What a plan of a path goes by. */
export interface PathPlanned {
  readonly path: PathAsked;
  readonly asked: RequestAsked;
  /** Addresses of the target, as far as they are known before anything is sent. */
  readonly reached: readonly string[];
  /** The name of the vantage where the request starts. */
  readonly start: string;
  /** Whether the symptom asks how long a proxy's idle connections live. */
  readonly watchesIdle: boolean;
  /** Whether slow statements of a database are run once more for their plans. */
  readonly isMeasured: boolean;
  /** What a login at a database of the path would be; `undefined` where its URL is none. */
  readonly loginOf: (request: HopRequest) => Promise<DatabaseAsked | undefined>;
}

/** What is read and sent behind the first hop, a line each: reads exactly, what is sent as a bound. Nothing where the path is empty. */
export async function planOfPath(planned: PathPlanned): Promise<readonly string[]> {
  const { path, asked, reached } = planned;
  if (path.entries.length === 0) return [];
  const placed = placeEntries(path.entries, asked, reached);
  const requests = requestsOf(placed, asked);
  const sent = (await Promise.all(requests.map((request) => sentTo(request, planned)))).flat();
  const upstreams = placed.flatMap((one) => sentToUpstreams(one, planned));
  return [
    "",
    "Read of the path that the configuration names:",
    ...placed.flatMap((one) => readOf(one, planned)),
    "",
    "Sent behind the first hop, each from where the hop before it stands:",
    ...upstreams,
    ...sent,
    ...placed.flatMap((one) => sentToMetrics(one, placed, planned)),
    ...(mayAskOnceMore(asked, requests)
      ? [
          `  from ${planned.start}, only where the request was slow: ${asked.method} ${asked.target} once more, for 5 s at most, while its database is watched`,
        ]
      : []),
    ...unnamedNext(placed, requests, planned),
  ];
}

function readOf({ hop, entry }: PlacedEntry, { start }: PathPlanned): readonly string[] {
  const at = entry.at ?? start;
  const process = `  hop ${hop}, the process that listens there, where its host is in view: limits, memory, CPU, open files, restarts, recent changes`;
  switch (entry.kind) {
    case "proxy": {
      const { software, config, accessLog, errorLog } = entry;
      const named = `  hop ${hop}, ${software ?? "proxy"} at ${at}: `;
      const logs = [accessLog ?? "the access logs that it names", errorLog ?? "the error logs that it names"];
      return [
        ...(software === null || config === null
          ? []
          : [`${named}${config} and the files that it includes; ${programOf[software]}`]),
        ...(config === null && accessLog === null && errorLog === null
          ? []
          : [`${named}${logs.join(", ")}: the last 5 minutes, for this route`]),
        process,
        `${named}where a request fails: when the process of each of its servers began, ${MOST_PROCESSES_OF_UPSTREAMS} at most, where their hosts are in view`,
      ];
    }
    case "app":
      return [
        ...(entry.log === null
          ? []
          : [`  hop ${hop}, application at ${at}: ${entry.log}: the last 5 minutes, for this route`]),
        process,
      ];
    case "database":
      return entry.passwordFile === null
        ? []
        : [`  hop ${hop}, database: ${entry.passwordFile} at ${at}, the password; it is kept nowhere`];
  }
}

/** What is asked of a proxy's own programs and interfaces. */
const programOf: Readonly<Record<"nginx" | "haproxy" | "envoy" | "traefik" | "caddy", string>> = {
  nginx: "nginx -V",
  haproxy: "haproxy -v; show info and show stat at its stats socket, or its statistics page",
  envoy: "its admin interface, where the configuration names one: GET alone",
  traefik: "its API, where the configuration names one: GET alone",
  caddy: "its admin endpoint, where the configuration names one: GET alone",
};

function sentToUpstreams({ hop, entry }: PlacedEntry, planned: PathPlanned): readonly string[] {
  if (entry.kind !== "proxy" || entry.software === null || entry.config === null) return [];
  const { asked, start, watchesIdle } = planned;
  const idle = watchesIdle ? ", which is then left idle for 20 s at most" : "";
  return [
    `  UPSTREAMS of hop ${hop}, from ${entry.at ?? start}: each server that its configuration names for this route, ${MOST_UPSTREAMS} at most, 8 at a time, 4 addresses of a name: one connection (TLS where it says so) and one ${methodOf(asked)} on it${idle}`,
    `    where the request answers 502: that connection is left idle for 20 s at most`,
  ].slice(0, watchesIdle ? 1 : 2);
}

async function sentTo(request: HopRequest, planned: PathPlanned): Promise<readonly string[]> {
  const { hop, from, target, host, entry } = request;
  const { shown } = parseTarget(target);
  if (entry.kind === "database") {
    const login = await planned.loginOf(request);
    return [
      `  hop ${hop}, from ${from}: ${shown}: a check of its own, two connections at a time`,
      ...planOfDatabase(login, planned).map(
        (line) =>
          `    ${entry.passwordFile === null ? line : line.replace("no password given", "with the password of its file")}`,
      ),
    ];
  }
  const as = host === null ? "" : ` as ${host}`;
  return [
    `  hop ${hop}, from ${from}: ${methodOf(planned.asked)} ${shown}${as}: a check of its own, without credentials, bounded as what follows`,
  ];
}

/** Metrics are asked for beside the request, from where the application's files lie. */
function sentToMetrics(
  { hop, entry }: PlacedEntry,
  placed: readonly PlacedEntry[],
  { start }: PathPlanned,
): readonly string[] {
  if (entry.kind !== "app" || entry.metrics === null) return [];
  const from = metricsFrom(
    placed.map((one) => one.entry),
    placed.findIndex((one) => one.hop === hop),
  );
  return [
    `  hop ${hop}, from ${from ?? start}: GET ${shownMetrics(new URL(entry.metrics))}, ${MOST_LOOKS} times at most, 3 s each: the state of its connection pools`,
  ];
}

/** Where no next hop is named behind a proxy, one that fails is followed to one of its own servers. */
function unnamedNext(
  placed: readonly PlacedEntry[],
  requests: readonly HopRequest[],
  { start }: PathPlanned,
): readonly string[] {
  const last = placed.findLast(
    ({ hop, entry }) =>
      entry.kind === "proxy" && entry.config !== null && !requests.some((request) => request.hop === hop + 1),
  );
  if (last === undefined) return [];
  return [
    `  hop ${last.hop + 1}, from ${last.entry.at ?? start}, only where the request fails: one server of the proxy's own, a check of its own`,
  ];
}

/** A hop is asked for nothing that changes something, unless that is allowed. RFC 9110, section 9.2.1. */
const methodOf = (asked: RequestAsked): string => {
  const octets = bodyToCompare(asked);
  return `${methodToCompare(asked)}${octets > 0 ? ` with a body of ${octets} octets` : ""}`;
};
