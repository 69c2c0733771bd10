import { expect, test } from "vitest";
import type { ConfigFile, VantageSetting } from "../config/index.ts";
import { chooseStart, outlookOf } from "./outlook.ts";
import { argumentsForSsh } from "./start-by-ssh.ts";

const edge = { kind: "netns", netns: "edge" } as const;

const configOf = (vantages: Readonly<Record<string, VantageSetting>>): ConfigFile => ({
  path: "faultline.yaml",
  target: null,
  symptom: null,
  deadline: null,
  vantages: Object.entries(vantages).map(([name, setting]) => ({ name, setting })),
  hops: [],
  captures: [],
  cluster: null,
  refuse: () => {
    throw new Error("nothing is refused here");
  },
  refuseAll: () => {
    throw new Error("nothing is refused here");
  },
});

const asked = (config: ConfigFile | null, more = {}) => ({
  config,
  from: null,
  as: null,
  enteredFrom: null,
  ...more,
});

test("a request starts where --from says, else at client, else at the first that is local, else here", () => {
  const laptop = configOf({ edge, laptop: { kind: "local" } });
  expect(chooseStart(asked(null))).toEqual({ name: "client", asked: { kind: "local" } });
  expect(chooseStart(asked(configOf({ edge })))).toEqual({ name: "client", asked: { kind: "local" } });
  expect(chooseStart(asked(laptop))).toMatchObject({ name: "laptop" });
  expect(chooseStart(asked(configOf({ here: { kind: "local" }, client: edge })))).toEqual({
    name: "client",
    asked: edge,
  });
  expect(chooseStart(asked(laptop, { from: "edge" }))).toEqual({ name: "edge", asked: edge });
});

test("a start that nobody knows is refused with the names that there are", () => {
  expect(() => chooseStart(asked(configOf({ edge }), { from: "egde" }))).toThrow("Give one of: edge");
  expect(() => chooseStart(asked(null, { from: "edge" }))).toThrow("there is no configuration");
});

test("--as makes the request where the process is, and not where another vantage is", () => {
  expect(chooseStart(asked(null, { as: 7 }))).toEqual({ name: "client", asked: { kind: "pid", pid: 7 } });
  expect(() => chooseStart(asked(configOf({ edge }), { as: 7, from: "edge" }))).toThrow(
    "namespace of its own",
  );
});

test("the others are looked at once each, and this host from inside by the process that came from it", () => {
  const config = configOf({ client: { kind: "local" }, alias: { kind: "local" }, edge });
  expect(outlookOf(chooseStart(asked(config)), asked(config)).others).toEqual([
    { name: "edge", asked: edge },
  ]);
  const inside = asked(config, { from: "edge", enteredFrom: 42 });
  expect(outlookOf(chooseStart(inside), inside).others).toContainEqual({
    name: "client",
    asked: { kind: "pid", pid: 42 },
  });
});

test("another host is given the command without what only this one knows", () => {
  const args = ["check", "-c", "a.yaml", "--from=app1", "--json", "--config=x"];
  expect(argumentsForSsh(args, "https://shop.example")).toEqual(["check", "--json", "https://shop.example"]);
  expect(argumentsForSsh(["check", "x", "--from", "app1"], "x")).toEqual(["check", "x"]);
});
