import { expect, test } from "vitest";
import { configuration, look } from "../../test/hop-records.ts";
import { asking, attempt, nginxPage, proper } from "../../test/http-records.ts";
import type { Evidence } from "../evidence/index.ts";
import { timeoutBudget } from "./timeout-budget.ts";

const behind = (records: readonly Evidence[]): readonly Evidence[] =>
  records.map((record) => ({ ...record, hop: 2, vantage: "edge" }) as Evidence);

const gaveUp = { ...nginxPage(504, "Gateway Time-out"), phases: { firstByte: 2_010, transfer: 1 } };
const slow = { phases: { lookup: null, connect: 1, tls: null, firstByte: 5_000, transfer: 1 } };

const row = (name: string, evidence: readonly Evidence[]) =>
  timeoutBudget(evidence).find((one) => one.name === name);

test("the timer that ended the request is known by the time that passed, and what the next hop took stands beside it", () => {
  const evidence = [
    asking(),
    ...attempt({ exchange: gaveUp }),
    configuration(),
    ...behind([asking(), ...attempt({ attempt: { ...proper, ...slow } })]),
  ];
  expect(row("proxy_read_timeout", evidence)).toMatchObject({ fired: true, observed: 5_000, value: 2_000 });
});

test("a caller that waits less than its proxy is the wrong way round", () => {
  const evidence = [asking({ deadline: 1_500 }), ...attempt({}), configuration()];
  expect(row("deadline", evidence)?.inverted).toEqual({
    against: "proxy_read_timeout of nginx at client",
    needs: 2_200,
  });
  expect(row("deadline", [asking({ deadline: 5_000 }), configuration()])?.inverted).toBeNull();
});

test("an upstream that closes idle connections before the proxy stops using them is, too", () => {
  const idle = look({ idle: { closedAfter: 5_000, watched: 5_000 } });
  expect(row("idle connections are closed", [asking(), configuration(), idle])?.inverted).toEqual({
    against: "keepalive_timeout of nginx at client",
    needs: 65_000,
  });
});

test("nothing is told of timers where no configuration was read", () => {
  expect(timeoutBudget([asking(), ...attempt({})])).toEqual([]);
});
