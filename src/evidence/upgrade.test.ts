import { expect, test } from "vitest";
import { isKnownKind, upgradeValue } from "./upgrade.ts";

test("upgradeValue() leaves today's shape as it is", () => {
  const value = { text: "x", signals: [] };
  expect(upgradeValue("symptom", { version: 1, value })).toBe(value);
});

test("upgradeValue() takes an old shape through each version to the newest", () => {
  const upgrades = {
    symptom: [
      (value: object) => ({ ...value, second: true }),
      (value: object) => ({ ...value, third: true }),
    ],
  };
  expect(upgradeValue("symptom", { version: 1, value: {} }, upgrades)).toEqual({ second: true, third: true });
  expect(upgradeValue("symptom", { version: 2, value: {} }, upgrades)).toEqual({ third: true });
  expect(upgradeValue("symptom", { version: 3, value: {} }, upgrades)).toEqual({});
});

test("upgradeValue() does not guess at a version newer than it knows", () =>
  expect(upgradeValue("symptom", { version: 2, value: {} })).toBeNull());

test("isKnownKind() does not take a property of every object for a kind", () => {
  expect(isKnownKind("tcp-connect")).toBe(true);
  expect(isKnownKind("toString")).toBe(false);
});

test("upgradeValue() says of old socket owners that what was not counted is not known", () => {
  const value = { processes: [{ pid: 7 }], listeners: [{ port: 80 }], peers: [{ port: 443 }], unowned: 1 };
  expect(upgradeValue("socket-owners", { version: 1, value })).toEqual({
    processes: [{ pid: 7, stalled: null }],
    listeners: [{ port: 80, newestWaiting: [] }],
    peers: [{ port: 443, synRetries: [] }],
    unowned: 1,
  });
  expect(upgradeValue("socket-owners", { version: 1, value: { processes: "none" } })).toMatchObject({
    processes: [],
  });
});
