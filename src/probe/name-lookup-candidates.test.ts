import { describe, expect, test } from "vitest";
import { candidatesOf, parseResolverConfig, questionsOf } from "./index.ts";
import { glibcWait } from "./name-lookup-glibc.ts";
import { orderDestinations } from "./name-lookup-order.ts";
import { actionAfter, sourceSteps } from "./name-lookup-sources.ts";

const _base = parseResolverConfig({
  resolvConf: "",
  nsswitch: null,
  libc: "glibc",
  hostname: null,
  overrides: [],
});
const kubernetes = { search: ["default.svc.cluster.local", "svc.cluster.local", "cluster.local"], ndots: 5 };
const plain = { search: ["corp.example"], ndots: 1 };

describe("candidatesOf()", () => {
  test.each([
    [
      "glibc: fewer dots than ndots, the list first",
      "api.example",
      kubernetes,
      "glibc",
      [
        "api.example.default.svc.cluster.local",
        "api.example.svc.cluster.local",
        "api.example.cluster.local",
        "api.example",
      ],
    ],
    [
      "glibc: enough dots, the name first and the list after it",
      "www.example",
      plain,
      "glibc",
      ["www.example", "www.example.corp.example"],
    ],
    ["musl: enough dots, no list", "www.example", plain, "musl", ["www.example"]],
    ["musl: fewer dots, the list first", "www", plain, "musl", ["www.corp.example", "www"]],
    ["a last dot: the name alone", "www.", plain, "glibc", ["www"]],
    [
      "the root as a suffix is the name itself, once",
      "www",
      { search: [".", "a"], ndots: 1 },
      "glibc",
      ["www", "www.a"],
    ],
    ["no list", "www", { search: [], ndots: 1 }, "glibc", ["www"]],
  ] as const)("%s", (_, name, config, rules, names) => {
    expect(candidatesOf(name, config, rules).map((candidate) => candidate.name)).toEqual(names);
  });
});

test("questionsOf() counts eight questions for an external name in a Pod, and musl's for every server", () => {
  const nameservers = ["192.0.2.1", "192.0.2.2"];
  expect(questionsOf("api.example", { ...kubernetes, nameservers }, "glibc")).toHaveLength(8);
  expect(questionsOf("api.example", { ...kubernetes, nameservers }, "musl")).toHaveLength(16);
});

test.each([
  [[0, 1, 5], 5_000],
  [[0, 2, 5], 5_000],
  [[1, 2, 5], 5_000],
  [[1, 3, 5], 3_000],
  [[2, 3, 5], 6_000],
  [[1, 3, 1], 1_000],
] as const)("glibcWait(%j)", ([index, count, seconds], wait) => {
  expect(glibcWait(index, count, seconds)).toBe(wait);
});

test("nsswitch actions decide whether the next source is asked", () => {
  const steps = sourceSteps(["files", "mdns4_minimal", "[NOTFOUND=return]", "dns"]);
  expect(steps.map(({ source }) => source)).toEqual(["files", "mdns4_minimal", "dns"]);
  expect(actionAfter("notfound", steps[1]?.actions ?? [])).toBe("return");
  expect(actionAfter("unavail", steps[1]?.actions ?? [])).toBe("continue");
  expect(actionAfter("notfound", ["[!UNAVAIL=return]"])).toBe("return");
  expect(actionAfter("success", ["[SUCCESS=continue]"])).toBe("continue");
  expect(sourceSteps(["files", "resolve"]).map(({ source }) => source)).toEqual(["files", "dns"]);
});

test.each([
  [
    "an address without a route comes last",
    [
      ["2001:db8::1", null],
      ["192.0.2.1", "192.0.2.9"],
    ],
    ["192.0.2.1", "2001:db8::1"],
  ],
  [
    "IPv6 comes first where both have a route",
    [
      ["192.0.2.1", "192.0.2.9"],
      ["2001:db8::1", "2001:db8::9"],
    ],
    ["2001:db8::1", "192.0.2.1"],
  ],
  [
    "a ULA without a ULA source comes after IPv4",
    [
      ["fd00::1", "2001:db8::9"],
      ["192.0.2.1", "192.0.2.9"],
    ],
    ["192.0.2.1", "fd00::1"],
  ],
  [
    "the server's order stays within a family",
    [
      ["192.0.2.2", "192.0.2.9"],
      ["192.0.2.1", "192.0.2.9"],
    ],
    ["192.0.2.2", "192.0.2.1"],
  ],
] as const)("%s", (_, destinations, order) => {
  expect(orderDestinations(destinations.map(([address, source]) => ({ address, source })))).toEqual(order);
});
