import { expect, test } from "vitest";
import type { ConfigFile, Target } from "../config/index.ts";
import { kubeOf } from "./kube-of.ts";

const target = { host: "192.0.2.21", port: 30_080 } as Target;
const nothing = { service: null, namespace: null, port: null };

test("a cluster is entered for any target where an option names it, and must be of use then", () => {
  expect(kubeOf(target, null, {})).toBe(null);
  expect(kubeOf(target, null, { kubeconfig: "/k" })).toEqual({
    ...{ kubeconfig: "/k", context: null, isWanted: true, ...nothing },
  });
  expect(kubeOf(target, null, { context: "east" })).toMatchObject({ context: "east", isWanted: true });
});

test("what the configuration names is used where it can be", () => {
  const config = { cluster: { kubeconfig: "/k", service: "api", namespace: "shop" } } as ConfigFile;
  expect(kubeOf(target, config, {})).toEqual({
    ...{ kubeconfig: "/k", context: null, namespace: "shop", service: "api", port: null },
  });
});
