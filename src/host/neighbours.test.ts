import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNeighbours } from "./neighbours.ts";

test("parseNeighbours() reads who answered, who did not, and passes over what needs no asking", () => {
  const printed = JSON.stringify([
    { dst: "2001:db8::1", dev: "eth0", lladdr: "02:00:00:00:00:01", router: null, state: ["REACHABLE"] },
    { dst: "2001:db8::2", dev: "eth0", lladdr: "02:00:00:00:00:02", state: ["STALE"] },
    { dst: "2001:db8::3", dev: "eth0", state: ["FAILED"] },
    { dst: "2001:db8::4", dev: "eth0", lladdr: "02:00:00:00:00:04", state: ["PERMANENT"] },
    { dst: "ff02::2", dev: "eth0", lladdr: "33:33:00:00:00:02", state: ["NOARP"] },
    { dst: "no address", dev: "eth0", state: ["STALE"] },
  ]);
  const read = parseNeighbours(printed).map(({ address, state, hardwareAddress }) => [
    address,
    state,
    hardwareAddress,
  ]);
  expect(read).toEqual([
    ["2001:db8::1", "complete", "02:00:00:00:00:01"],
    ["2001:db8::2", "complete", "02:00:00:00:00:02"],
    ["2001:db8::3", "incomplete", null],
    ["2001:db8::4", "permanent", "02:00:00:00:00:04"],
  ]);
});

test("parseNeighbours() answers with a list whatever is printed", () => {
  fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseNeighbours(text))));
  fc.assert(fc.property(fc.json(), (text) => Array.isArray(parseNeighbours(text))));
});
