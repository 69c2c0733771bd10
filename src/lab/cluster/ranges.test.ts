import { BlockList } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createDraw } from "../draw.ts";
import { drawRanges } from "./ranges.ts";

const within = (prefix: string) => {
  const [network = "", length = ""] = prefix.split("/");
  const list = new BlockList();
  list.addSubnet(network, Number(length));
  return (address: string) => list.check(address);
};

test("drawRanges() keeps the networks of every cluster apart", () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(2, 3), (seed, count) => {
      const ranges = drawRanges(createDraw(seed), count);
      const machines = [ranges.control, ranges.client, ...ranges.nodes];
      expect(new Set(machines).size).toBe(count + 2);
      expect(new Set(ranges.nodePods).size).toBe(count);
      const [isPod, isService] = [within(ranges.pods), within(ranges.services)];
      for (const address of machines) {
        expect(address.startsWith(`${ranges.fabric}.`)).toBe(true);
        expect(isPod(address) || isService(address)).toBe(false);
      }
      for (const part of ranges.nodePods) expect(isPod(part.split("/")[0] ?? "")).toBe(true);
      expect(isService(ranges.dnsService) && isService(ranges.apiService)).toBe(true);
      expect(isPod(ranges.dnsService)).toBe(false);
    }),
  );
});

test("drawRanges() draws the same for the same seed", () => {
  expect(drawRanges(createDraw(7), 3)).toEqual(drawRanges(createDraw(7), 3));
});
