import { describe, expect, test } from "vitest";
import { capturePoints } from "./capture-points.ts";

const withValue = new Set(["--html", "--cut"]);
const points = (line: string) =>
  capturePoints(
    line.split(" ").filter((word) => word !== ""),
    withValue,
  );

describe("capturePoints()", () => {
  test("takes files without a name as one capture", () => {
    expect(points("a.pcap --json b.pcap")).toEqual([{ at: null, files: ["a.pcap", "b.pcap"] }]);
    expect(points("-")).toEqual([{ at: null, files: ["-"] }]);
    expect(points("-- --odd")).toEqual([{ at: null, files: ["--odd"] }]);
  });

  test("gives each name the files behind it", () => {
    const both = [
      { at: "client", files: ["a0", "a1"] },
      { at: "server", files: ["b"] },
    ];
    expect(points("--at client a0 --html out.html a1 --at server b")).toEqual(both);
    expect(points("--at=client a0 a1 --json --at=server --cut c.pcap b")).toEqual(both);
  });

  test("takes a name that comes again for more pieces of the same capture", () => {
    const pieces = [{ at: "client", files: ["a", "b", "c"] }];
    expect(points("--at client a --at client b c")).toEqual(pieces);
    expect(points("--at client a --at server s --at=client b c")).toEqual([
      ...pieces,
      { at: "server", files: ["s"] },
    ]);
  });

  test("takes no value of an option for a file or an option", () => {
    expect(points("a --html --at")).toEqual([{ at: null, files: ["a"] }]);
    expect(points("a --cut b.pcap")).toEqual([{ at: null, files: ["a"] }]);
  });

  test.each([
    ["", "no file is given"],
    ["--json", "no file is given"],
    ["--at", "no file is given"],
    ["--at client", "--at client names no file"],
    ["--at client --at server b", "--at client names no file"],
    ["--at x a --at x", "--at x names no file"],
    ["a --at client b", '"a" stands before the first --at'],
    ["--at x a --at y b --at z c", "3 points of capture are given"],
    ["- a.pcap", "standard input stands beside files"],
  ])("refuses %s", (line, what) => {
    expect(() => points(line)).toThrow(`Cannot read the captures: ${what}\n`);
  });
});
