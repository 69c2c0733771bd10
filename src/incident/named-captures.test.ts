import { rmSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import {
  CAPTURE_START,
  captureFolder,
  conversationOctets,
  exchange,
  handshake,
  refusal,
  type Said,
} from "../../test/capture-conversation.ts";
import { connect } from "../../test/tcp-records.ts";
import { createRecorder, type Evidence, plainRequest, type RequestAsked } from "../evidence/index.ts";
import { localVantage } from "../vantage/index.ts";
import { readNamedCaptures } from "./named-captures.ts";

const { folder, file } = captureFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const server = { address: "198.51.100.20", port: 443 };
const client = "192.0.2.10";
const asked = plainRequest({
  target: "tcp://198.51.100.20:443",
  scheme: "tcp",
  host: server.address,
  hostIsAddress: true,
  port: server.port,
  path: "/",
});

let serial = 0;
/** What a run that begins so many seconds after the capture takes down of it, beside these records of its own. */
async function read(
  packets: readonly Said[],
  {
    after = 60,
    at = "client",
    own = [],
    of = asked,
  }: {
    readonly after?: number;
    readonly at?: string;
    readonly own?: readonly Evidence[];
    readonly of?: RequestAsked;
  } = {},
): Promise<readonly Evidence[]> {
  serial += 1;
  const path = file(`${serial}.pcap`, conversationOctets(packets));
  const since = (CAPTURE_START + after) * 1_000;
  const recorder = createRecorder("client");
  for (const { kind, value, ...details } of own)
    recorder.record(kind, value as never, { ...details, attempt: details.attempt ?? undefined } as never);
  const walk = {
    asked: of,
    vantage: localVantage("client"),
    clock: { now: () => since + 10_000, ticks: () => 0 },
    recorder,
    signal: new AbortController().signal,
  };
  await readNamedCaptures([{ at, file: path }], walk, since);
  return recorder.evidence.slice(own.length);
}

const told = (records: readonly Evidence[]) =>
  records.map(
    ({ kind, by, purpose, attempt }) => `${kind} ${by} ${purpose}${attempt === null ? "" : ` ${attempt}`}`,
  );

const well = (at: number, port: number) => [...handshake(at, port), ...exchange(at + 0.1, port)];
const ownConnect = (at: number, localPort: number): Evidence => ({
  ...connect({ ...server, localAddress: client, localPort, outcome: "refused", handshake: null }),
  observedAt: (CAPTURE_START + at) * 1_000,
});

describe("readNamedCaptures() takes down", () => {
  test("others' requests of the last five minutes, and of those that went well only that", async () => {
    const records = await read([...refusal(1, 40_001), ...well(2, 40_002)]);
    expect(told(records)).toEqual([
      "capture-quality observed context",
      "tcp-connect observed reference 1",
      "captured-flow observed reference 1",
      "attempt observed reference 1",
      "attempt observed reference 2",
    ]);
    expect(records.at(-1)?.value).toMatchObject({ answeredProperly: true, number: 2 });
    const [connected, flow] = records.slice(1);
    expect(records[3]?.value).toMatchObject({ failedAt: "connect", steps: [connected?.id, flow?.id] });
  });

  test("older connections beside, and none of them as an attempt", async () => {
    expect(told(await read(refusal(1), { after: 400 }))).toEqual([
      "capture-quality observed context",
      "captured-flow observed context",
    ]);
  });

  test("the request's own connection under its attempt, and an experiment's not at all", async () => {
    const experiment = { ...ownConnect(62, 40_002), purpose: "difference", attempt: null } as Evidence;
    const own = [ownConnect(61, 40_001), experiment];
    const records = await read([...refusal(0, 40_000), ...refusal(61, 40_001), ...refusal(62, 40_002)], {
      own,
    });
    expect(told(records.filter(({ kind }) => kind === "captured-flow"))).toEqual([
      "captured-flow probe reference 1",
      "captured-flow observed reference 2",
    ]);
  });

  test("nothing that began with the run, where its own connections cannot be told from others'", async () => {
    expect(told(await read(refusal(61), { own: [ownConnect(61, 50_000)] }))).toEqual([
      "capture-quality observed context",
    ]);
  });

  test("at another place than the client's, no more of a connection than that it is there", async () => {
    expect(told(await read(refusal(1), { at: "edge" }))).toEqual(["capture-quality observed context"]);
    const records = await read(refusal(61, 40_001), { at: "edge", own: [ownConnect(61, 40_001)] });
    expect(records.at(-1)).toMatchObject({ vantage: "edge", by: "probe", purpose: "reference", attempt: 1 });
  });

  test("nothing of another port or another address", async () => {
    expect(await read(refusal(1), { of: { ...asked, port: 80 } })).toHaveLength(1);
    expect(await read(refusal(1), { of: { ...asked, host: "198.51.100.21" } })).toHaveLength(1);
  });

  test("nothing of a forward proxy's connections, which are for whatever targets", async () => {
    const proxy = { host: server.address, port: 443, scheme: "http", from: "option" } as never;
    expect(await read(refusal(1), { of: { ...asked, proxy } })).toHaveLength(1);
  });
});

test("readNamedCaptures() reads files of one place as one", async () => {
  const paths = [
    file("late.pcap", conversationOctets(refusal(9, 40_002))),
    file("early.pcap", conversationOctets(refusal(1))),
  ];
  const recorder = createRecorder("client");
  const since = (CAPTURE_START + 60) * 1_000;
  const walk = {
    ...{ asked, recorder, vantage: localVantage("client"), clock: { now: () => since, ticks: () => 0 } },
    signal: new AbortController().signal,
  };
  await readNamedCaptures(
    paths.map((path) => ({ at: "client", file: path })),
    walk,
    since,
  );
  expect(recorder.evidence.filter(({ kind }) => kind === "capture-quality")).toHaveLength(1);
  expect(recorder.evidence.filter(({ kind }) => kind === "attempt")).toHaveLength(2);
});
