import fc from "fast-check";
import { expect, test } from "vitest";
import { debugContainerPatch, debugContainerState, debugContainersPath } from "./debug-container.ts";

const podWith = (state: object) => ({
  status: {
    ephemeralContainerStatuses: [
      { name: "other", state: { running: {} } },
      { name: "look", state },
    ],
  },
});

test.each([
  [{ running: { startedAt: "2026-01-01T00:00:00Z" } }, { state: "running" }],
  [{ waiting: { reason: "ContainerCreating" } }, { state: "starting", why: "ContainerCreating" }],
  [{}, { state: "starting", why: "its kubelet says nothing of it yet" }],
  [
    { waiting: { reason: "ErrImagePull", message: "no such host" } },
    { state: "failed", why: "ErrImagePull: no such host" },
  ],
  [{ waiting: { reason: "ImagePullBackOff" } }, { state: "failed", why: "ImagePullBackOff" }],
  [{ terminated: { exitCode: 127 } }, { state: "failed", why: "it ended with 127" }],
  [
    { terminated: { exitCode: 128, reason: "StartError", message: 'exec: "sh": not found' } },
    { state: "failed", why: 'StartError: exec: "sh": not found' },
  ],
])("a container whose state is %j: %j", (state, expected) =>
  expect(debugContainerState(podWith(state), "look")).toEqual(expected),
);

test("a container that the Pod's object does not have yet may still start", () => {
  expect(debugContainerState(podWith({}), "new")).toMatchObject({ state: "starting" });
  fc.assert(fc.property(fc.anything(), (object) => void debugContainerState(object, "look")));
});

test("the patch shares nothing of another container, and ends by itself", () => {
  const patch = debugContainerPatch({ name: "look", image: "busybox:1.37.0", endsAfter: 600_000 });
  expect(patch).toMatchObject({
    spec: {
      ephemeralContainers: [
        {
          ...{ name: "look", image: "busybox:1.37.0", imagePullPolicy: "IfNotPresent" },
          command: ["sh", "-c", "trap 'exit 0' TERM INT; sleep 600 & wait"],
          securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true },
        },
      ],
    },
  });
  expect(JSON.stringify(patch)).not.toContain("targetContainerName");
  expect(debugContainersPath({ namespace: "shop", name: "a/b" })).toBe(
    "/api/v1/namespaces/shop/pods/a%2Fb/ephemeralcontainers",
  );
});
