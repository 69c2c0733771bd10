import { describe, expect, test } from "vitest";
import { asking, attempt, proper, requestFor } from "../../../../test/http-records.ts";
import type { HttpExchange, HttpPing } from "../../../evidence/index.ts";
import { causes } from "../../causes/index.ts";
import { diagnose } from "../../diagnose.ts";
import { judge } from "../../judge.ts";
import { readPing } from "./ping.ts";

const answeredPing: HttpPing = { sentAfter: 1_000, roundTrip: 2.4, waited: null, isRefused: false };
const unansweredPing: HttpPing = { ...answeredPing, roundTrip: null, waited: 9_000 };

const silent = (ping?: HttpPing): Partial<HttpExchange> => ({
  protocol: "h2",
  outcome: "no-answer",
  status: null,
  took: 10_000,
  phases: { firstByte: null, transfer: null },
  ...(ping === undefined ? {} : { ping }),
});

const said = (...exchanges: readonly Partial<HttpExchange>[]) =>
  readPing(
    exchanges.flatMap((exchange, index) => attempt({ exchange, attempt: { number: index + 1 } })),
    requestFor(),
  ).map(({ name, holds, slots }) => [name, holds, slots["pingMs"]]);

describe("a PING while the answer is late", () => {
  test("that is answered shows that the connection lives", () => {
    expect(said(silent(answeredPing))).toEqual([["peer-answers-ping", true, "2.4"]]);
  });

  test.each([
    ["that is not answered", [silent(unansweredPing)]],
    ["that was not sent", [silent()]],
    ["that one attempt of two had answered", [silent(answeredPing), silent(unansweredPing)]],
    ["that is refused", [silent({ ...unansweredPing, isRefused: true })]],
  ] as const)("%s says nothing", (_, exchanges) => {
    expect(said(...exchanges)).toEqual([]);
  });

  test("rules out what keeps a connection from coming about, and leaves who is slow", () => {
    const judgement = (ping?: HttpPing) =>
      judge([asking(), ...attempt({ exchange: silent(ping) })], causes)?.hypotheses ?? [];
    const fallen = (ping?: HttpPing) =>
      judgement(ping).filter(({ contradictedBy }) =>
        contradictedBy.some(({ name }) => name === "peer-answers-ping"),
      );
    const ids = new Set(fallen(answeredPing).map(({ cause }) => cause.id));
    expect([...ids].toSorted()).toEqual([
      "accept-queue-overflow",
      "asymmetric-path-dropped",
      "conntrack-table-full",
      "half-open-connections",
    ]);
    expect(fallen(unansweredPing)).toEqual([]);
  });
});

describe("a PING that the peer refuses", () => {
  const refused = {
    ...silent({ ...unansweredPing, waited: 3, isRefused: true }),
    outcome: "goaway",
    error: "ENHANCE_YOUR_CALM",
  } as const;

  test("is no fault of the request beside an attempt that is answered", () => {
    const all = [
      asking(),
      ...attempt({ exchange: refused }),
      ...attempt({ attempt: { ...proper, number: 2 } }),
    ];
    expect(diagnose(all, causes).verdict).toMatchObject({ status: "healthy", cause: null });
  });

  test("leaves open how the request would have ended where it is the only one", () => {
    const all = [asking(), ...attempt({ exchange: refused })];
    expect(diagnose(all, causes).verdict).toMatchObject({ status: "inconclusive", cause: null });
  });

  test("is told from a connection that the peer ends without one", () => {
    const { ping: _, ...own } = refused;
    expect(diagnose([asking(), ...attempt({ exchange: own })], causes).verdict.status).toBe("broken");
  });
});
