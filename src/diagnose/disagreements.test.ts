import { expect, test } from "vitest";
import { datapath, looked, network, policy } from "../../test/kube-network-records.ts";
import { asksService, BEGIN, END, nodes, pod, service, state, tried } from "../../test/kube-records.ts";
import type { Evidence } from "../evidence/index.ts";
import { causes } from "./causes/index.ts";
import { diagnose } from "./diagnose.ts";

/** The verdict's status and cause, and what is told besides it. */
function told(...evidence: readonly Evidence[]) {
  const records = [
    asksService(),
    service(),
    nodes(),
    datapath(),
    ...state([pod(1)], { at: BEGIN }),
    ...state([pod(1)], { at: END }),
    ...evidence,
  ];
  const { verdict, alsoFound, boundaries } = diagnose(records, causes);
  const cni = boundaries.find(({ id }) => id === "cni")?.status;
  return { status: verdict.status, cause: verdict.cause, cni, also: alsoFound.map(({ says }) => says) };
}

const through = looked(pod(1), "connected", { from: "node", node: "node1" }, "client");
const kept = looked(pod(1), "timed-out", { from: "node", node: "node1" }, "client");
const allowed = policy({ verdict: "allowed", allowedBy: { policy: "shop/a", rule: 1 } });

test("a policy that denies what comes through is a finding beside a healthy verdict", () => {
  expect(told(policy(), through, ...tried("connected"))).toEqual({
    status: "healthy",
    cause: null,
    cni: "ok",
    also: ["Network policies say of the flow from or to shop/api-1 that they deny it, and it comes through"],
  });
});

test("a policy that allows what is kept back is a finding, where nothing says what keeps it back", () => {
  const { status, also } = told(allowed, kept, looked(pod(1), "connected"), ...tried("timed-out"));
  expect(status).toBe("broken");
  expect(also).toEqual([expect.stringContaining("they allow it, and it is kept back")]);
});

test("it is none where the verdict proves what keeps it back", () => {
  const route = network({
    routes: [{ node: "node2", range: "10.244.2.0/24", outcome: "missing", via: null, device: null }],
  });
  const records = [
    ...[asksService(), service(), nodes(), datapath(), route],
    ...state([pod(2)], { at: BEGIN }),
    ...state([pod(2)], { at: END }),
    ...[policy({ verdict: "allowed", pod: pod(2).id }), looked(pod(2), "connected")],
    looked(pod(2), "timed-out", { from: "node", node: "node1" }, "client"),
    ...tried("timed-out"),
  ];
  const { verdict, alsoFound } = diagnose(records, causes);
  expect(verdict.cause).toBe("pod-route-missing");
  expect(alsoFound.some(({ says }) => says !== undefined)).toBe(false);
});

test("what agrees is not told of", () => {
  expect(told(allowed, through, ...tried("connected")).also).toEqual([]);
  expect(told(policy(), kept, looked(pod(1), "connected"), ...tried("timed-out"))).toMatchObject({
    cause: "networkpolicy-denies-ingress",
    also: [],
  });
});
