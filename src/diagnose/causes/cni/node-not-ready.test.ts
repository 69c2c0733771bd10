import { describe, expect, test } from "vitest";
import { isProven } from "../../../../test/is-proven.ts";
import { asksService, nodes, pod, service, state, tried } from "../../../../test/kube-records.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

/** What the scheduler says of a Pod that has no node yet; another of the same Service was at node1 and ends. */
function verdictOf(unscheduled: string, told = nodes({ 1: PLUGIN }), wasAt = "node1"): string {
  const waits = pod(2, {
    addresses: [],
    isReady: false,
    phase: "Pending",
    readyChangedAt: null,
    node: null,
    containers: [],
    unscheduled,
  });
  const gone = pod(1, { isReady: false, deletedAt: waits.createdAt, node: wasAt });
  const records = [asksService(), service(), told, ...state([gone, waits]), ...tried("refused")];
  const { status, cause } = diagnose(records, causes).verdict;
  return `${status} ${cause}${isProven(records, causes) ? "!" : ""}`;
}

const PLUGIN = {
  ready: "no",
  reason: "KubeletNotReady",
  message: "container runtime network not ready: cni plugin not initialized",
} as const;

const OTHERS = "1 node(s) didn't match Pod's node affinity/selector";

describe("a Pod that no node takes, since the one that would is not ready", () => {
  test.each([
    `0/2 nodes are available: ${OTHERS}, 1 node(s) had untolerated taint(s).`,
    `0/2 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, ${OTHERS}.`,
    "0/2 nodes are available: 1 node(s) had taint {node.kubernetes.io/network-unavailable: }, that the pod didn't tolerate.",
  ])("%s", (said) => {
    expect(verdictOf(said)).toBe("broken node-not-ready!");
  });

  test("all nodes are not ready", () => {
    const all = nodes({ 1: PLUGIN, 2: PLUGIN });
    expect(verdictOf("0/2 nodes are available: 2 node(s) had untolerated taint(s).", all, "node3")).toBe(
      "broken node-not-ready!",
    );
  });
});

describe("a Pod that no node takes for another reason", () => {
  test.each<[string, string, ReturnType<typeof nodes>, string]>([
    ["no node has a taint", "0/2 nodes are available: 2 Insufficient cpu.", nodes({ 1: PLUGIN }), "node1"],
    ["all nodes are ready", "0/2 nodes are available: 1 node(s) had untolerated taint(s).", nodes(), "node1"],
    [
      "the taint is somebody's own",
      "0/2 nodes are available: 1 node(s) had untolerated taint {dedicated: db}.",
      nodes({ 1: PLUGIN }),
      "node1",
    ],
    [
      "more nodes have taints than are not ready",
      "0/2 nodes are available: 2 node(s) had untolerated taint(s).",
      nodes({ 1: PLUGIN }),
      "node1",
    ],
    [
      "the Service's Pods were never there",
      "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s).",
      nodes({ 1: PLUGIN }),
      "node2",
    ],
  ])("%s", (_, said, told, wasAt) => {
    expect(verdictOf(said, told, wasAt)).toBe("broken pod-not-running!");
  });
});
