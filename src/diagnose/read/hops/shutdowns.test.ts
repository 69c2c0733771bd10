import { describe, expect, test } from "vitest";
import { exampleRecord } from "../../../../test/example-record.ts";
import {
  accessLine,
  configurationTo,
  errorLine,
  look,
  someUpstream,
  stateOf,
} from "../../../../test/hop-records.ts";
import { asking, attempt, nginxPage, proper } from "../../../../test/http-records.ts";
import { isProven } from "../../../../test/is-proven.ts";
import type { Evidence, LoggedEnding, LoggedErrors, ProcessState } from "../../../evidence/index.ts";
import { causes } from "../../causes/index.ts";
import { diagnose } from "../../diagnose.ts";

const bad502 = nginxPage(502, "Bad Gateway");
/** When the server is told to end. */
const T = 1_000_000;
const [one, other] = ["192.0.2.20", "192.0.2.21"];

/** A request of this run that was refused at the first server. */
const refused = (at: number, address = one) => [
  accessLine({ at, tries: [tryAt(address, 502)], took: 2 }),
  errorLine({ at, first: at, reason: "upstream-refused", phase: "connect", upstream: `${address}:8080` }),
];
const tryAt = (address: string, status: number) => ({
  ...{ upstream: `${address}:8080`, status, connect: 0, firstByte: null, took: 1 },
});
const served = (at: number, address: string) => accessLine({ at, status: 200, tries: [tryAt(address, 200)] });

/** The log of the application that the hop behind names. */
const log = (endings: readonly Partial<LoggedEnding>[]): Evidence =>
  exampleRecord(
    "log",
    "logged-errors",
    {
      ...{ software: "application", file: "/var/log/app.log", from: 0, until: 1, lines: 1, undated: 0 },
      ...{ errors: [], endedOursAt: null },
      endings: endings.map((ending) => ({ at: T, text: "SIGTERM received", port: null, ...ending })),
    } as LoggedErrors,
    { boundary: "app", hop: 2 },
  );

/** The hop behind, which answers again. */
const behind = (address: string): readonly Evidence[] =>
  [asking({ host: address, hostIsAddress: true, port: 8080, target: `http://${address}:8080/api` })].map(
    (record): Evidence => ({ ...record, id: `b-${record.id}`, hop: 2 }),
  );

const lookAt = (address: string, changes: Parameters<typeof look>[0] = {}): Evidence => ({
  ...look({ host: address, address, ...changes }),
  observedAt: T + 50_000,
});
const bothServe = [lookAt(one), lookAt(other)];
const down = { connect: "refused", exchange: null } as const;

const began = (address: string, startedAt: number, change: Partial<ProcessState> = {}): Evidence =>
  exampleRecord(
    `p-${address}`,
    "process-state",
    {
      ...{ pid: 812, name: "shop", startedAt, state: "S", unit: null, openFiles: null, threads: null },
      ...{ memory: null, outOfMemoryKills: 0, cpu: null, upstream: `${address}:8080` },
      listens: [{ address: "0.0.0.0", port: 8080 }],
      ...change,
    },
    { boundary: "app", vantage: "app", purpose: "context" },
  );

const servers = [one, other].map((host) => ({
  ...someUpstream.servers[0],
  host,
})) as typeof someUpstream.servers;
const proxy = configurationTo({ servers });

/** Status and cause; a cause that is proven has a `!`. */
function verdictOf(...records: readonly (Evidence | readonly Evidence[])[]): string {
  const all = [
    asking({}),
    ...attempt({ exchange: bad502, attempt: { number: 1 } }),
    ...attempt({ attempt: { ...proper, number: 2 } }),
    proxy,
    ...records.flat(),
  ];
  const { status, cause } = diagnose(all, causes).verdict;
  return `${status} ${cause}${isProven(all, causes) ? "!" : ""}`;
}

describe("a server that is told to end while the proxy still sends to it is a race at shutdown", () => {
  test("by the log of the very server, which serves again", () => {
    expect(verdictOf(refused(T + 500), bothServe, behind(one), log([{}]))).toBe("degraded shutdown-race!");
  });

  test("by a line that names its port", () => {
    const third = lookAt(other, { port: 8081 });
    const line = log([{ port: 8080, text: "SIGTERM on :8080" }]);
    expect(verdictOf(refused(T + 500), lookAt(one), third, behind(other), line)).toBe(
      "degraded shutdown-race!",
    );
  });

  test("where the proxy has withdrawn it since", () => {
    const states = stateOf({ address: one, state: "down" }, { address: other });
    const records = [lookAt(one, down), lookAt(other), states];
    expect(verdictOf(refused(T + 500), records, behind(one), log([{}]))).toBe("degraded shutdown-race!");
  });

  test("connections that it breaks off as it goes are the same", () => {
    const cut = [
      accessLine({ at: T + 100, tries: [tryAt(one, 502)] }),
      errorLine({ at: T + 100, first: T + 100, reason: "upstream-closed", upstream: `${one}:8080` }),
    ];
    expect(verdictOf(cut, bothServe, behind(one), log([{}]))).toBe("degraded shutdown-race!");
  });

  test("by the log of one, where the other was closed for a while as well", () => {
    const both = [refused(T + 500), refused(T + 9_000, other)];
    expect(verdictOf(both.flat(), bothServe, behind(one), log([{}]))).toBe("degraded shutdown-race!");
  });

  test("by the processes alone, where all servers were started anew one after the other", () => {
    const both = [refused(T + 500), refused(T + 9_000, other)].flat();
    const starts = [began(one, T + 1_500), began(other, T + 9_500)];
    expect(verdictOf(both, bothServe, starts)).toBe("degraded shutdown-race!");
    // One of them may pass without a failure.
    expect(verdictOf(refused(T + 500), bothServe, starts)).toBe("degraded shutdown-race!");
    const atOnce = [began(one, T + 1_500), began(other, T + 1_600)];
    expect(verdictOf(refused(T + 500), bothServe, atOnce)).toBe("degraded upstream-refused!");
    const longAgo = [began(one, T + 1_500), began(other, T - 400_000)];
    expect(verdictOf(refused(T + 500), bothServe, longAgo)).toBe("degraded upstream-refused!");
    const killed = [began(one, T + 1_500, { outOfMemoryKills: 1 }), began(other, T + 9_500)];
    expect(verdictOf(both, bothServe, killed)).toBe("degraded upstream-refused!");
  });
});

describe("it is none", () => {
  test("where the server stays down", () => {
    const stays = [lookAt(one, down), lookAt(other)];
    expect(verdictOf(refused(T + 500), stays, behind(one), log([{}]))).toBe("degraded upstream-refused!");
  });

  test("where no other serves: there is nothing to send to", () => {
    expect(verdictOf(refused(T + 500), lookAt(one), behind(one), log([{}]))).toBe(
      "degraded upstream-refused!",
    );
  });

  test("where the end was at another time", () => {
    for (const at of [T - 70_000, T + 3_000])
      expect(verdictOf(refused(T + 500), bothServe, behind(one), log([{ at }]))).toBe(
        "degraded upstream-refused!",
      );
  });

  test("where it served again in between", () => {
    const later = [served(T + 20_000, one), refused(T + 30_000)].flat();
    expect(verdictOf(later, bothServe, behind(one), log([{}]))).toBe("degraded upstream-refused!");
    const early = began(one, T + 2_000);
    expect(verdictOf(refused(T + 30_000), bothServe, behind(one), log([{}]), early)).toBe(
      "degraded upstream-refused!",
    );
  });

  test("where another server ended than the one that failed", () => {
    expect(verdictOf(refused(T + 500, other), bothServe, behind(one), log([{}]))).toBe(
      "degraded upstream-refused!",
    );
    const named = log([{ port: 8081, text: "SIGTERM on :8081" }]);
    const third = lookAt(other, { port: 8081 });
    expect(verdictOf(refused(T + 500), lookAt(one), third, behind(one), named)).toBe(
      "degraded upstream-refused!",
    );
  });

  test("where an idle connection was closed, and nobody was told to end", () => {
    const race = errorLine({ at: T, first: T, reason: "upstream-closed", upstream: `${one}:8080` });
    const idle = { idle: { closedAfter: 5_000, watched: 5_000 } };
    expect(verdictOf(race, lookAt(one, idle), lookAt(other), behind(one), log([]))).toBe(
      "degraded keepalive-race!",
    );
  });

  test("where one process alone began anew: it may have crashed", () => {
    expect(verdictOf(refused(T + 500), bothServe, began(one, T + 1_500))).toBe("degraded upstream-refused!");
  });

  test("where a timer fired at the same time", () => {
    const late = nginxPage(504, "Gateway Time-out");
    const slow = attempt({ exchange: late, attempt: { number: 3 } }).map(
      (record): Evidence => ({ ...record, id: `late-${record.id}` }),
    );
    expect(verdictOf(refused(T + 500), slow, bothServe, behind(one), log([{}]))).not.toContain("shutdown");
  });

  test("where all requests pass", () => {
    const all = [asking({}), ...attempt({ attempt: proper }), proxy, ...bothServe, ...behind(one), log([{}])];
    expect(diagnose(all, causes).verdict.status).toBe("healthy");
  });
});
