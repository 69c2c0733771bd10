import { expect, test } from "vitest";
import { kubeRecord } from "../../../../test/kube-records.ts";
import type { KubeMaker } from "../../../evidence/index.ts";
import { whyNoPods } from "./makers.ts";

const told = (makers: readonly KubeMaker[], isComplete = true) =>
  whyNoPods([kubeRecord("kube-makers", { namespace: "shop", service: "api", isComplete, makers })], "shop")
    .slots;
const api: KubeMaker = { kind: "Deployment", name: "api", wanted: 2, hindrance: null };

test.each<[string, readonly KubeMaker[], string, string]>([
  [
    "one that cannot make any",
    [
      { ...api, wanted: 0 },
      { ...api, hindrance: "exceeded quota" },
    ],
    "Deployment api wants 2 and can make none: exceeded quota",
    "describe deployment api",
  ],
  ["one that has made none", [api], "Deployment api wants 2 and has made none", "describe deployment api"],
  [
    "one that is to make none",
    [{ ...api, wanted: 0 }],
    "is scaled to 0",
    "scale deployment api --replicas=2",
  ],
  ["a set for no node", [{ ...api, kind: "DaemonSet", wanted: 0 }], "fits no node", "describe daemonset api"],
  ["nothing", [], "no Deployment, StatefulSet or DaemonSet there makes", "Compare the labels"],
])("why there are no Pods: %s", (_, makers, why, remedy) => {
  expect(told(makers).whyNoPods).toContain(why);
  expect(told(makers).podsRemedy).toContain(remedy);
});

test("where not all was read, nothing is said of what there is not", () => {
  expect(told([], false).whyNoPods).toBe("it has no endpoint");
  expect(whyNoPods([], "shop")).toEqual({
    records: [],
    slots: {
      whyNoPods: "it has no endpoint",
      podsRemedy: "Compare the labels: kubectl -n shop get pods --show-labels",
    },
  });
});
