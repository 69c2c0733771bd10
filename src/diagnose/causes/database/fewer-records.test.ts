import { describe, expect, test } from "vitest";
import {
  askingDatabase,
  behindApplication,
  holder,
  login,
  plan,
  pools,
  refusedThere,
  running,
  state,
  waiting,
} from "../../../../test/database-records.ts";
import { EXAMPLE_START } from "../../../../test/example-record.ts";
import { asking, attempt, nginxPage, proper } from "../../../../test/http-records.ts";
import type { Evidence, HttpExchange } from "../../../evidence/index.ts";
import { hopsAsked } from "../../hops.ts";
import { judge } from "../../judge.ts";
import { causes } from "../index.ts";

type Records = readonly Evidence[];

const locked = [...login(), state({ sessions: [waiting(), holder()] })];
const scanning = [...login(), state({ sessions: [running()] }, EXAMPLE_START + 60_000), plan()];
const lagging = [0, 1_000].map((at) =>
  state({ isReplica: true, isReadOnly: true, lag: 30_000 }, EXAMPLE_START + at),
);
const slowly: Partial<HttpExchange> = { phases: { firstByte: 4_000, transfer: 1 } };
const error: Partial<HttpExchange> = { status: 500, answeredBy: "origin" };
const gaveUp = { ...nginxPage(504, "Gateway Time-out"), phases: { firstByte: 2_000, transfer: 1 } };
const http = (exchange: Partial<HttpExchange>, isProper = false) => [
  asking(),
  ...attempt({ exchange, ...(isProper ? { attempt: proper } : {}) }),
];
const at = (hop: number, records: Records) =>
  records.map((record) => ({ ...record, hop, vantage: "edge" }) as Evidence);
const database = (records: Records, hop = 2) => behindApplication([askingDatabase(), ...records], hop);

/** What is proven on each hop. */
const provenIn = (records: Records): readonly string[] =>
  hopsAsked(records).flatMap((hop) =>
    (judge(records, causes, hop)?.hypotheses ?? [])
      .filter(({ proven }) => proven)
      .map(({ cause }) => `${hop} ${cause.id}`),
  );

describe("no proof comes of what is not known", () => {
  const runs: readonly Records[] = [
    [...http(slowly, true), ...database([...locked, pools(), ...lagging])],
    [...http(slowly, true), ...database([...scanning, pools({ name: "stock/app" })])],
    [
      ...http(slowly, true),
      ...database([
        ...login(),
        state({ sessions: [waiting({ client: "192.0.2.31" }), holder({ inTransaction: 20 })] }),
      ]),
    ],
    [...http(error), ...database([...login({ outcome: "refused-login" }), ...lagging])],
    [
      ...http(gaveUp),
      ...at(2, http({ ...error, ...slowly })),
      ...database([...locked, ...refusedThere()], 3),
    ],
    [askingDatabase(), ...login({ outcome: "tls-mismatch", tls: "failed", tlsError: "timed out" })],
  ];

  test.each(runs)("%#: taking a record away proves nothing that was not proven", (...records) => {
    const whole = provenIn(records);
    for (const gone of records) {
      if (gone.kind === "attempt" || gone.kind === "request-asked") continue;
      const left = provenIn(records.filter((record) => record !== gone));
      expect(
        left.filter((cause) => !whole.includes(cause)),
        `without ${gone.kind}`,
      ).toEqual([]);
    }
  });
});
