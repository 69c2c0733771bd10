import { expect, test } from "vitest";
import { labCommand } from "./lab.ts";

/** Runs the command and keeps what it prints. */
async function lab(...args: readonly string[]) {
  let printed = "";
  const keep = (text: string) => {
    printed += text;
  };
  const status = await labCommand(args, { out: keep, err: keep, signal: new AbortController().signal });
  return { status, printed };
}

test("lab list names each scenario with its boundary and variants", async () => {
  const { status, printed } = await lab("list");
  expect(status).toBe(0);
  expect(printed).toMatch(/^firewall-drops +path +nft drops .*\[fault drowned healthy noisy near-miss\]$/m);
});

test("lab without a command shows its usage", async () => {
  expect((await lab()).printed).toMatch(/^Usage: faultline lab/);
});

test.each([
  [["fly"], /Cannot run "lab fly"/],
  [["run", "--seed", "x", "y"], /Cannot use "--seed x"/],
  [["run", "--variant", "loud", "y"], /Cannot use "--variant loud"/],
  [["down"], /no name is given/],
  [["exec", "firewall-drops"], /a command in a lab/],
  [["down", "no-such-lab"], /it is not up/],
  [["list", "--speed", "9"], /Cannot read the options/],
])("lab %j is refused in two lines", async (args, words) => {
  await expect(lab(...args)).rejects.toThrow(words);
});
