import { describe, expect, test } from "vitest";
import { requestFor } from "../../../../test/http-records.ts";
import { connect, others } from "../../../../test/tcp-records.ts";
import type { Evidence, TcpConnect } from "../../../evidence/index.ts";
import { readIcmpAnswers } from "./icmp-answers.ts";

const request = requestFor();

/** What is found, `name?` for what is only suggested. */
const find = (evidence: readonly Evidence[], address = "192.0.2.10"): readonly string[] =>
  readIcmpAnswers(
    evidence.map((record) => ({ ...record, vantage: "client" })),
    { ...request, address },
  )
    .filter(({ holds }) => holds)
    .map(({ name, strength }) => `${name}${strength === "suggests" ? "?" : ""}`);

const unreachable = (value: Partial<TcpConnect>, took: number): Evidence =>
  connect({ outcome: "unreachable", errno: "EHOSTUNREACH", ...value }, { took });

const SIX = "2001:db8::10";
/** RFC 4443, section 3.1: address unreachable. */
const ofNeighbour = (from: string) => ({ from, isFromTarget: from === SIX, type: 1, code: 3 });
/** RFC 792: host unreachable. */
const ofHost = (from: string) => ({ from, isFromTarget: from === "192.0.2.10", type: 3, code: 1 });

describe("an address that is said to be unreachable", () => {
  test("at once over IPv6 is a neighbour's silence, not a filter's word", () => {
    const told = unreachable({ address: SIX, icmp: ofNeighbour("2001:db8:1::1") }, 5);
    expect(find([told], SIX)).toEqual(["unreachable-said-by-router"]);
  });

  test("at once over IPv6 may be a filter's word where another port answers", () => {
    const told = unreachable({ address: SIX, icmp: ofNeighbour("2001:db8:1::1") }, 5);
    const port22 = connect({ address: SIX, port: 22, isTargetPort: false }, { purpose: "difference" });
    expect(find([told, port22], SIX)).toContain("answered-in-its-place?");
  });

  test("at once over IPv4 may be a filter's word", () => {
    const told = unreachable({ icmp: ofHost("198.51.100.1") }, 5);
    expect(find([told])).toContain("answered-in-its-place?");
    expect(find([told, ...others("refused")])).toContain("answered-in-its-place?");
  });

  test("after the time of an asking, by the address itself, is a port forward to a host that is gone", () => {
    const told = unreachable({ address: SIX, icmp: ofNeighbour(SIX) }, 3100);
    expect(find([told], SIX)).toEqual(["translation-leads-nowhere?"]);
    expect(find([unreachable({ icmp: ofHost("192.0.2.10") }, 3100)])).toEqual(["translation-leads-nowhere?"]);
  });

  test("after the time of an asking, by another host, is that host's word alone", () => {
    expect(find([unreachable({ icmp: ofHost("198.51.100.1") }, 3100)])).toEqual([
      "unreachable-said-by-router",
    ]);
  });
});
