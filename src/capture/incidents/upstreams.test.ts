import { describe, expect, test } from "vitest";
import { flow, mark, quality, side } from "../../../test/capture-records.ts";
import { applicationsSeen } from "../../../test/captured-applications.ts";
import { behind, client, ended, exchange, gateway, own, upstream } from "../../../test/captured-gateway.ts";
import { causes, diagnose } from "../../diagnose/index.ts";
import type { CapturedHttp } from "../application/index.ts";
import { incidentsOf } from "./incidents.ts";
import { upstreamsIn } from "./upstreams.ts";

const toGateway = flow({ client, server: gateway, last: mark(400) });
const toUpstream = flow({
  stream: 1,
  client: own,
  server: upstream,
  first: mark(4),
  last: mark(400),
  serverRoundTrip: 20,
});

const metBy = (one: CapturedHttp, ...others: readonly CapturedHttp[]) =>
  upstreamsIn(
    [toGateway, toUpstream].map((each) => ({
      flow: each,
      connect: { outcome: "connected", began: each.first.at, took: 1, errno: null, icmp: null },
    })),
    [one, ...others],
  )(one);

describe("what a gateway met behind itself", () => {
  test.each<[string, CapturedHttp, object]>([
    [
      "a reset after work",
      behind(ended("reset", 290)),
      { outcome: "reset", took: 285, crossedItsEnd: false },
    ],
    ["a FIN after work", behind(ended("fin", 290)), { outcome: "closed", crossedItsEnd: false }],
    [
      "a FIN on its way to it",
      behind({ onConnection: 2, idleBefore: 1_200, ...ended("fin", 15) }),
      { outcome: "closed", onConnection: 2, idleBefore: 1_200, crossedItsEnd: true },
    ],
    [
      "a reset at once after idle time",
      behind({ onConnection: 2, idleBefore: 60_000, ...ended("reset", 26) }),
      { outcome: "reset", crossedItsEnd: true },
    ],
    ["a reset at once without idle time", behind(ended("reset", 26)), { crossedItsEnd: false }],
    ["no answer", behind({ outcome: "waiting" }), { outcome: "no-answer", took: 295 }],
  ])("is %s", (_, one, expected) => {
    expect(metBy(exchange(), one)).toMatchObject({ server: upstream, stream: 1, ...expected });
  });

  test.each<[string, CapturedHttp, readonly CapturedHttp[]]>([
    ["the answer is no gateway's error", exchange({ status: 500 }), [behind(ended("reset", 290))]],
    ["its request was answered", exchange(), [behind({ status: 200, outcome: "answered" })]],
    ["it was sent before", exchange(), [behind({ requestFirst: mark(1), ...ended("reset", 290) })]],
    [
      "requests that it sent at the same time ended in several ways",
      exchange(),
      [behind(ended("reset", 290)), behind({ outcome: "waiting" })],
    ],
  ])("is not known where %s", (_, one, others) => {
    expect(metBy(one, ...others)).toBeNull();
  });

  test.each<[string, CapturedHttp, string]>([
    ["a reset after work", behind(ended("reset", 290)), "upstream-resets"],
    [
      "a FIN that crosses its request",
      behind({ onConnection: 2, idleBefore: 1_200, ...ended("fin", 15) }),
      "keepalive-race",
    ],
  ])("makes %s the cause of its answer", (_, one, cause) => {
    const applications = applicationsSeen({ http: { kept: [exchange(), one], leftOut: 0 } });
    const flows = [toGateway, { ...toUpstream, fromClient: side({ firstData: mark(5), lastData: mark(5) }) }];
    const facts = { flows, quality: quality(), startedAt: 1_780_741_473_000, vantage: "capture" };
    const verdicts = incidentsOf({ ...facts, applications }).map(
      ({ evidence }) => diagnose(evidence, causes).verdict,
    );
    expect(verdicts).toContainEqual(expect.objectContaining({ boundary: "proxy", cause }));
  });
});
