import { expect, test } from "vitest";
import { errorLine, look } from "../../../../test/hop-records.ts";
import { asking, attempt, nginxPage } from "../../../../test/http-records.ts";
import type { Evidence, HttpExchange } from "../../../evidence/index.ts";
import { causes } from "../../causes/index.ts";
import { diagnose } from "../../diagnose.ts";
import { tlsReasonIn } from "./tls-reason.ts";

test.each([
  [
    "SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream",
    " (wrong version number)",
  ],
  [
    "upstream SSL certificate verify error: (20:unable to get local issuer certificate) while SSL handshaking",
    " (unable to get local issuer certificate)",
  ],
  [
    "upstream connect error, transport failure reason: TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end",
    " (CERTIFICATE_VERIFY_FAILED)",
  ],
  [
    '{"level":"error","msg":"x509: certificate signed by unknown authority","request":{}}',
    " (x509: certificate signed by unknown authority)",
  ],
  ['{"msg":"remote error: tls: handshake failure"}', " (remote error: tls: handshake failure)"],
  ["upstream connect error or disconnect/reset before headers. reset reason: remote connection failure", ""],
  ["", ""],
])("of %j the reason is %j", (text, reason) => {
  expect(tlsReasonIn(text)).toEqual(reason === "" ? {} : { tlsReason: reason });
});

const summaryOf = (exchange: Partial<HttpExchange>, ...records: readonly Evidence[]) =>
  diagnose([asking(), ...attempt({ exchange }), ...records], causes).verdict.summary;

const failed = {
  outcome: "failed",
  why: "its certificate has expired",
  version: null,
  certificate: null,
} as const;
const bad502 = nginxPage(502, "Bad Gateway");

test("the summary gives the reason that the log or the look tells, and no empty brackets", () => {
  const expired = look({ tls: failed, exchange: null });
  const line = (text: string) => errorLine({ reason: "upstream-tls-failed", phase: "tls", text });
  expect(summaryOf(bad502, expired)).toMatch(/fails \(its certificate has expired\)$/);
  expect(summaryOf(bad502, line("x509: certificate has expired"))).toMatch(
    /fails \(x509: certificate has expired\)$/,
  );
  expect(summaryOf(bad502, line("failed"))).toMatch(/fails$/);
});

test("a page that says why is told, and one of the product's general words is not", () => {
  const errorBody =
    "upstream connect error. transport failure reason: TLS_error:|1:SSL routines:X:CERTIFICATE_VERIFY_FAILED";
  const page = { status: 503, answeredBy: "intermediary", software: "envoy" } as const;
  expect(summaryOf({ ...page, errorBody })).toMatch(/fails \(CERTIFICATE_VERIFY_FAILED\)$/);
  const general =
    "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure";
  expect(
    summaryOf({ ...page, errorBody: general }, look({ tls: { ...failed, why: null }, exchange: null })),
  ).toMatch(/fails$/);
});
