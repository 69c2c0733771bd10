import { expect, test } from "vitest";
import { toldStatuses } from "./told-statuses.ts";

test.each([
  ["403 Forbidden", [403]],
  ["HTTP/1.1 404 Not Found", [404]],
  ["504 Gateway Time-out since 14:02", [504]],
  ["curl: (22) The requested URL returned error: 403", [403]],
  ["status=502 then status=403", [403, 502]],
  ["HTTP/1.1 200 OK", []],
  ["HTTP 301 Moved Permanently", []],
  ["connect ECONNREFUSED 192.0.2.1:443", []],
  ["order 403123, port 4040, 192.0.2.403", []],
  ["", []],
])("%j complains of %j", (text, statuses) => {
  expect(toldStatuses(text)).toEqual(statuses);
});
