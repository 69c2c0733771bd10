import { describe, expect, test } from "vitest";
import { configuration, errorLine } from "../../../../test/hop-records.ts";
import { asking, attempt, nginxPage, variant } from "../../../../test/http-records.ts";
import { isProven } from "../../../../test/is-proven.ts";
import type { Evidence, HttpExchange } from "../../../evidence/index.ts";
import { causes } from "../../causes/index.ts";
import { diagnose } from "../../diagnose.ts";

/** What Caddy answers to a body that is above its limit: it has begun to pass it on. */
const midway: Partial<HttpExchange> = {
  ...nginxPage(502, "Bad Gateway"),
  software: "caddy",
  method: "POST",
  requestBodyOctets: 2_000_000,
};

function causeOf(dataOctets: number, ...records: readonly (Evidence | readonly Evidence[])[]): string {
  const exchange = { ...midway, requestBodyOctets: dataOctets };
  const all = [asking({ method: "POST", dataOctets }), ...attempt({ exchange }), ...records.flat()];
  return `${diagnose(all, causes).verdict.cause}${isProven(all, causes) ? "!" : ""}`;
}

const small = [variant({ requestBodyOctets: 16 }), variant({ requestBodyOctets: 16 })];

describe("a body above the limit that a gateway's status answers", () => {
  const line = (isOurs: boolean) => errorLine({ reason: "body-too-large", upstream: null, isOurs });

  test("is named by the proxy's own line about this request", () => {
    expect(causeOf(2_000_000, line(true))).toBe("body-too-large!");
  });

  test("is named by the limit where a small body gets through", () => {
    expect(causeOf(2_000_000, configuration(), small)).toBe("body-too-large!");
  });

  test("is no more than likely where nobody knows whether a small one does", () => {
    expect(causeOf(2_000_000, configuration())).not.toContain("!");
  });

  test("is not what a body within the limit suffers by", () => {
    expect(causeOf(1_000_000, configuration(), small)).not.toContain("body-too-large");
  });

  test("of another's request says nothing sure of this one's", () => {
    const theirs = attempt({ exchange: midway, attempt: { number: 2 } }).map(
      (record) => ({ ...record, id: `theirs-${record.id}`, by: "logged" }) as Evidence,
    );
    expect(causeOf(100, theirs, line(false))).not.toContain("!");
  });

  test("does not hide that the upstream refuses", () => {
    const refused = errorLine({ reason: "upstream-refused" });
    expect(causeOf(2_000_000, configuration(), refused)).toBe("upstream-refused!");
  });
});
