import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { instanceName, sweepInstances } from "./tracefs-owner.ts";

const root = mkdtempSync(join(tmpdir(), "faultline-instances-"));
afterAll(() => rmSync(root, { recursive: true }));

test("sweepInstances() takes what a dead process left, and of those it cannot see what is no longer new", async () => {
  const make = (name: string, age = 0) => {
    const folder = join(root, "instances", name);
    mkdirSync(folder, { recursive: true });
    const at = Date.now() / 1000 - age;
    utimesSync(folder, at, at);
    return folder;
  };
  const [, namespace] = instanceName().split("-");
  const own = make(instanceName(), 3_600);
  const dead = make(`faultline-${namespace}-4194305-1-1`);
  const beginning = make("faultline-1-1-1-1");
  const elsewhere = make("faultline-1-2-1-1", 3_600);
  const stranger = make("trace-cmd", 3_600);
  await sweepInstances(root);
  expect([own, dead, beginning, elsewhere, stranger].map((folder) => existsSync(folder))).toEqual([
    true,
    false,
    true,
    false,
    true,
  ]);
});
