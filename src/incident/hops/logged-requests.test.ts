import { describe, expect, test } from "vitest";
import { accessLine, configuration } from "../../../test/hop-records.ts";
import { askedFor, attempt, nginxPage, proper } from "../../../test/http-records.ts";
import { createRecorder, type Evidence, type LoggedExchange } from "../../evidence/index.ts";
import { takeLoggedRequests } from "./logged-requests.ts";

/** Statuses of the attempts that these lines of a log are taken for. */
function taken(...lines: readonly Partial<LoggedExchange>[]): readonly (number | null)[] {
  return takenBy([], ...lines);
}

/** The same in a run that holds these records already. */
function takenBy(
  own: readonly Evidence[],
  ...lines: readonly Partial<LoggedExchange>[]
): readonly (number | null)[] {
  const configuration = own.find((record) => record.kind === "proxy-configuration")?.value ?? null;
  const recorder = createRecorder("client");
  for (const { kind, value, ...details } of own)
    recorder.record(kind, value as never, { ...details, attempt: details.attempt ?? undefined } as never);
  const logs = lines.map((line) => accessLine({ isOurs: false, ...line }) as Evidence<"logged-exchanges">);
  const merged = {
    ...logs[0],
    value: { ...logs[0]?.value, kept: logs.flatMap(({ value }) => value.kept) },
  } as Evidence<"logged-exchanges">;
  takeLoggedRequests([merged], {
    asked: askedFor,
    recorder,
    clients: ["192.0.2.99"],
    reached: { address: "192.0.2.10", port: 80 },
    configuration,
    from: 0,
    began: 500,
    until: 1_000,
  });
  return recorder.evidence.flatMap((record) =>
    record.kind === "attempt" && record.by === "logged" ? [record.value.status] : [],
  );
}

test("others' requests in the window are attempts, and a 5xx is the only failure", () => {
  expect(taken({ client: "192.0.2.1", status: 502 }, { client: "192.0.2.1", status: 404 })).toEqual([
    502, 404,
  ]);
});

test("what is older, what the client ended, and this run's own are none", () => {
  const other = { client: "192.0.2.1" };
  expect(
    taken({ ...other, at: 2_000 }, { ...other, reason: "client-left" }, { ...other, isOurs: true }),
  ).toEqual([]);
});

test("the same path of another host is another route", () => {
  const other = { client: "192.0.2.1", host: "other.example", status: 502 };
  const own = { isOurs: true, host: "shop.example", status: 200 };
  expect(taken(own, other, { ...other, host: "shop.example", status: 503 })).toEqual([503]);
});

describe("a line that names no host, of a proxy", () => {
  const other = { client: "192.0.2.1", host: null, status: 502 };
  const hosts = (...knownHosts: readonly string[]) => [configuration({ knownHosts })];
  const tried = (upstream: string) => [{ upstream, status: 502, connect: 0, firstByte: 1, took: 1 }];

  test("of one host, is of its route", () => expect(takenBy(hosts("shop.example"), other)).toEqual([502]));

  test("of several, may be of any of them", () =>
    expect(takenBy(hosts("shop.example", "docs.example"), other)).toEqual([]));

  test("is of the route whose server it tried, and of no other", () => {
    const known = hosts("shop.example", "docs.example");
    expect(takenBy(known, { ...other, tries: tried("192.0.2.20:8080") })).toEqual([502]);
    expect(takenBy(hosts("shop.example"), { ...other, tries: tried("192.0.2.20:9090") })).toEqual([]);
  });
});

test("what a limit or a route answered others is neither a failure nor a proper answer", () =>
  expect(taken(...[413, 414, 421, 429, 431].map((status) => ({ client: "192.0.2.1", status })))).toEqual([]));

test("a log that names senders tells an earlier run from others at the same address", () => {
  const own = { isOurs: true, isByFaultline: true } as const;
  const before = { status: 502, isByFaultline: true } as const;
  expect(taken(own, before, { status: 503 })).toEqual([503]);
});

test("where it names none, what came from the same address may be of an earlier run", () => {
  expect(taken({ isOurs: true }, { status: 502 }, { status: 503, client: "192.0.2.1" })).toEqual([503]);
});

describe("a failure at the time of the run's own requests", () => {
  const beside = { isOurs: true, at: 600, status: 503 } as const;

  test("is another's where the run met none, wherever it came from", () => {
    expect(takenBy(attempt({ attempt: proper }), beside, { ...beside, isOurs: false })).toEqual([503, 503]);
  });

  test("may be the run's own where one of its requests failed, or nothing is known of them", () => {
    const failed = attempt({ exchange: nginxPage(503, "Service Unavailable") });
    expect(takenBy(failed, beside, { ...beside, isOurs: false })).toEqual([]);
    expect(taken(beside)).toEqual([]);
  });

  test("may be an earlier run's where it was before this one began", () => {
    expect(takenBy(attempt({ attempt: proper }), { ...beside, at: 400 })).toEqual([]);
    expect(takenBy(attempt({ attempt: proper }), { ...beside, isByFaultline: true })).toEqual([]);
  });
});
