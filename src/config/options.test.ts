import { describe, expect, test } from "vitest";
import { readOptions } from "./index.ts";

test("readOptions() of nothing is a plain GET of everything", () => {
  expect(readOptions({})).toMatchObject({
    method: "GET",
    count: 1,
    deadline: null,
    proxy: undefined,
    dataOctets: 0,
  });
});

test("readOptions() sends a body by POST", () => {
  expect(readOptions({ dataSize: "64k" })).toMatchObject({ method: "POST", dataOctets: 65_536 });
});

test("readOptions() reads statuses, versions and boundaries", () => {
  const options = readOptions({
    expectStatus: "200,5xx,401-403",
    tlsMin: "TLSv1.3",
    only: "dns,tcp",
    skip: "tcp",
  });
  expect(options.expectStatus).toEqual([
    [200, 200],
    [500, 599],
    [401, 403],
  ]);
  expect(options.tlsMin).toBe("TLSv1.3");
  expect([...options.walk]).toEqual(["dns"]);
});

describe("readOptions() refuses", () => {
  test.each([
    [{ deadline: "soon" }, /--deadline/],
    [{ deadline: "0s" }, /--deadline/],
    [{ count: "0" }, /--count/],
    [{ method: "GET /" }, /--method/],
    [{ header: ["no colon"] }, /--header/],
    [{ header: ["X: a\r\nY: b"] }, /--header/],
    [{ dataSize: "12e9" }, /--data-size/],
    [{ only: "dns,moon" }, /--only "moon"/],
    [{ tlsMax: "1.4" }, /--tls-max/],
    [{ cert: "a.pem" }, /--cert alone/],
    [{ expectStatus: "700" }, /--expect-status/],
    [{ redact: "some" }, /--redact/],
    [{ tlsMin: "1.3", tlsMax: "1.2" }, /--tls-max "1.2": it is less than --tls-min 1.3/],
    [{ tlsMin: "constructor" }, /--tls-min/],
    [{ only: "dns", skip: "dns" }, /nothing is left/],
    [{ output: " " }, /--output/],
    [{ deadline: "0.001ms" }, /--deadline/],
    [{ alpn: "é".repeat(200) }, /--alpn/],
    [{ allow: ["all"] }, /--allow "all": it is no action\nWrite --allow with one or more of: repeat-request/],
    [{ allow: ["ephemeral-container="] }, /it names no image/],
    [{ allow: ["ephemeral-container=a b"] }, /--allow "ephemeral-container=a b": it names no image/],
    [{ allow: ["repeat-request,"] }, /--allow "": it is no action/],
  ])("%j", (raw, message) => expect(() => readOptions(raw)).toThrow(message));
});

test("readOptions() allows nothing unless it is asked to, and what is given once, again or in a list", () => {
  expect(readOptions({}).allowed).toEqual({
    repeatRequest: false,
    explainAnalyze: false,
    debugImage: null,
  });
  expect(readOptions({ allow: ["repeat-request", "repeat-request"] }).allowed.repeatRequest).toBe(true);
  expect(readOptions({ allow: ["repeat-request, explain-analyze"] }).allowed).toEqual({
    repeatRequest: true,
    explainAnalyze: true,
    debugImage: null,
  });
  expect(readOptions({ allow: ["ephemeral-container"] }).allowed.debugImage).toMatch(/^busybox:\d/);
  const named = "ephemeral-container=mirror.example:5000/tools/busybox:1.36";
  expect(readOptions({ allow: [named] }).allowed.debugImage).toBe("mirror.example:5000/tools/busybox:1.36");
});

test("readOptions() repeats no value of a header that it refuses", () => {
  expect(() => readOptions({ header: ["Authori zation: Bearer s3cret"] })).toThrow(/^(?!.*s3cret)/s);
  expect(() => readOptions({ header: ["s3cret"] })).toThrow(/^(?!.*s3cret)/s);
});
