import { expect, test } from "vitest";
import { capturedReset, capturedResets } from "../../test/captured-resets.ts";
import { resetLines } from "./reset-origin.ts";

const others = capturedResets
  .filter(({ at, name }) => at === "client" && name !== "syn-proxy")
  .map(({ flow }) => flow);

test("a line names who sent the reset, when, and the frames that were compared", () => {
  expect(resetLines(capturedReset("forgotten-by-router"))).toEqual([
    expect.stringMatching(
      /^RST in frame \d+ after 3\.5 s without data claims the server; sent by possibly a router or firewall, .*TTL 64 against 63 in frames/,
    ),
  ]);
});

test("a reset with nothing to compare says that this side alone cannot tell", () => {
  expect(resetLines(capturedReset("closed-port"))).toEqual([
    expect.stringMatching(
      /claims the server; this side alone cannot tell who: no other packet of the server's host to compare/,
    ),
  ]);
  expect(resetLines(capturedReset("closed-port"), others)).toEqual([
    expect.stringMatching(/sent by possibly the server's own host: TTL 63 against 63 in frames/),
  ]);
});

test("what ended the connection comes before its echo", () => {
  const [first, second] = resetLines(capturedReset("both-ends-reset"));
  expect(first).toMatch(
    /claims the server; sent by likely a device on the way that writes in the server's name/,
  );
  expect(second).toMatch(/after another reset, as its echo/);
});
