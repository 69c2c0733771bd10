import { expect, test } from "vitest";
import { nameFailure } from "./tcp-outcome.ts";

const local = (code: string) => ({ code, message: `connect ${code} 192.0.2.1:80 - Local (0.0.0.0:0)` });
const later = (code: string) => ({ code, message: `connect ${code} 192.0.2.1:80` });

test.each([
  ["ENETUNREACH", "no-route", "unreachable"],
  ["EHOSTUNREACH", "no-route", "unreachable"],
  ["EACCES", "no-route", "prohibited"],
  ["EINVAL", "no-route", "no-route"],
  ["EADDRNOTAVAIL", "no-local-port", "no-local-port"],
  ["EMFILE", "no-descriptor", "no-descriptor"],
  ["EPERM", "denied-locally", "denied-locally"],
  ["ECONNREFUSED", "refused", "refused"],
  ["ETIMEDOUT", "timed-out", "timed-out"],
])("%s is %s on the spot and %s later", (code, onTheSpot, afterwards) => {
  expect(nameFailure(local(code))).toEqual({ outcome: onTheSpot, errno: code });
  expect(nameFailure(later(code))).toEqual({ outcome: afterwards, errno: code });
});

test("an errno that nobody knows is still a failure, and keeps its name", () => {
  expect(nameFailure(later("EWHATEVER"))).toEqual({ outcome: "unreachable", errno: "EWHATEVER" });
  expect(nameFailure({})).toEqual({ outcome: "unreachable", errno: "UNKNOWN" });
});
