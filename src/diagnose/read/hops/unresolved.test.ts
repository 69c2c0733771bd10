import { describe, expect, test } from "vitest";
import { configurationTo, errorLine } from "../../../../test/hop-records.ts";
import { asking, attempt, nginxPage } from "../../../../test/http-records.ts";
import { causes } from "../../causes/index.ts";
import { diagnose } from "../../diagnose.ts";

const resolving = configurationTo({ resolves: "while-running", resolvers: ["192.0.2.53"] });
const late = { ...nginxPage(502, "Bad Gateway"), phases: { firstByte: 2_000, transfer: 1 } };
const line = (code: string, isOurs = true) =>
  errorLine({
    reason: "name-not-resolved",
    upstream: null,
    isOurs,
    text: `app.internal could not be resolved (${code}), client: 192.0.2.1`,
  });

describe("a name that the proxy cannot resolve is a fault of its resolver", () => {
  test.each([
    ["110: Operation timed out", "resolver-unreachable"],
    ["3: Host not found", "name-does-not-exist"],
    ["5: Operation refused", "resolver-refuses"],
    ["2: Server failure", "resolver-servfail"],
  ])("%s", (code, cause) => {
    const all = [asking(), ...attempt({ exchange: late }), resolving, line(code)];
    const { verdict } = diagnose(all, causes);
    expect(verdict).toMatchObject({ status: "broken", boundary: "dns", cause });
    expect(verdict.summary).toMatch(/192\.0\.2\.53|app\.internal/);
  });

  test.each([
    ["lookup app.internal on 192.0.2.53:53: no such host", "name-does-not-exist"],
    ["lookup app.internal on 192.0.2.53:53: server misbehaving", "resolver-servfail"],
    ["lookup app.internal: read udp 192.0.2.1:40000->192.0.2.53:53: i/o timeout", "resolver-unreachable"],
  ])("%s", (text, cause) => {
    const told = errorLine({
      reason: "name-not-resolved",
      upstream: null,
      isOurs: true,
      text: `"error":"dial tcp: ${text}"`,
    });
    const { verdict } = diagnose([asking(), ...attempt({ exchange: late }), resolving, told], causes);
    expect(verdict).toMatchObject({ boundary: "dns", cause });
  });

  test("whatever the line says further, nothing is guessed of the upstream", () => {
    const all = [asking(), ...attempt({ exchange: late }), resolving, line("99: Something else")];
    expect(diagnose(all, causes).verdict).toMatchObject({ boundary: "proxy", cause: null });
  });

  test("another request's line says nothing of this one", () => {
    const all = [asking(), ...attempt({ exchange: late }), resolving, line("3: Host not found", false)];
    expect(diagnose(all, causes).verdict.boundary).toBe("proxy");
  });
});
