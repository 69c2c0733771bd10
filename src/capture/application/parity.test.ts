import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readApplications } from "../../../test/read-applications.ts";
import type { CapturedApplications } from "./captured-applications.ts";

/** Captures of others, where they lie beside this project. */
const beside = new URL("../../../../shared/captures/", import.meta.url);

/**
 * What tshark 4.0.17 says of each file with its defaults, as `how many:digest of the sorted lines`:
 * - DNS: `frame dns.response_to dns.time`, in microseconds.
 * - TLS: `hello frame SNI ALPN`, `server frame cipher`, `alert frame number` for alerts in the clear.
 * - HTTP: `status frame http.request_in http.time`.
 * Then the methods of all requests and the statuses of all answers that it has whole.
 */
const said = `
PcapPlusPlus--Tests_ExamplesTest_pcap_examples_many-protocols.pcap 124:772117625376 40:462c1c45d570 151:4b48003d971d GET:150,POST:3 200:128,204:2,301:2,302:6,304:12,400:2,404:1
PcapPlusPlus--Tests_ExamplesTest_pcap_examples_tls2.pcap - 617:0bdf53a09ff7 - - -
PcapPlusPlus--Tests_Pcap++Test_PcapExamples_4KHttpRequests.pcap - - - GET:123,HEAD:5,OPTIONS:7,POST:4 -
PcapPlusPlus--Tests_Pcap++Test_PcapExamples_650HttpResponses.pcap - - - - 101:1,200:303,204:14,301:11,302:4,304:26,404:1,408:5
gopacket--pcapgo_tests_le_test301.pcapng - 2:96d61deab1bc - - -
suricata-verify--tests_datasets-06-state-long_input.pcap - - - - -
suricata-verify--tests_dns_bug-1158_input.pcap 80:0223a71467f0 - - - -
suricata-verify--tests_http-range-multiflows_input.pcap - - 41:b092820285cd GET:41 206:41
suricata-verify--tests_issues_issue-4759.1_tcpdns.pcap 2:0a4274356eba - - - -
suricata-verify--tests_output-eve-ftp-data_input.pcap 14:d6a2ff58a878 - 9:eb940e799aa0 NOTIFY:34,POST:9,SUBSCRIBE:17,UNSUBSCRIBE:17 200:77
suricata-verify--tests_rule-hooks_http-body-hook-01_input.pcap - - 1:83c64c277718 GET:1 200:1
suricata-verify--tests_tls_tls-bypass-missing-event_tor_bl.pcap - 4:68012c7a0a16 - - -
zeek--testing_btest_Traces_dns-edns-cookie.pcap 2:100ba3929eb1 - - - -
zeek--testing_btest_Traces_dns-edns-ecs.pcap 15:2adf0c72050d - - - -
zeek--testing_btest_Traces_http_1000-requests-one-dropped-response.pcap.gz - - 999:f366fb37ba2d GET:1000 200:999
zeek--testing_btest_Traces_http_206_example_b.pcap - - 2:4b640792ab7b GET:3 206:2
zeek--testing_btest_Traces_tls_google-cert-repeat.pcap - 16:ef8e74705739 - - -
`
  .trim()
  .split("\n")
  .map((line) => line.split(" "));

/*
 * Exceptions, left out of the numbers above:
 * - gopacket …test301.pcapng, frames 16 and 268: tshark decrypts them by the secrets that the file holds; nothing is decrypted here.
 * - Answers that end with the connection (suricata …ftp-data, 34 of them): tshark gives them the frame of the FIN and no time.
 * - Answers to NOTIFY (the same file, 34 of them): tshark joins none of them to its request.
 * - Answers whose segments came out of order (`unordered` below): tshark does not put segments into order by default.
 * - Messages with octets that are not in the capture, whole by their lengths: tshark shows none of them.
 */
describe("createApplications() agrees with tshark", () => {
  test.runIf(!existsSync(beside))("(the captures are not here: nothing is compared)", () => {
    process.stderr.write(`No captures at ${beside.pathname}: parity with tshark is not checked\n`);
    expect(existsSync(beside)).toBe(false);
  });

  test.runIf(existsSync(beside)).each(said)("in %s", (file = "", ...wanted) => {
    const raw = readFileSync(new URL(encodeURIComponent(file), beside));
    const found = readApplications(file.endsWith(".gz") ? gunzipSync(raw) : raw);
    expect([
      digest(dnsLines(found)),
      digest(tlsLines(found)),
      digest(httpLines(file, found)),
      methodsOf(found),
      statusesOf(file, found),
    ]).toEqual(wanted);
  });
});

/** Files and frames of answers whose segments came out of order. */
const unordered: readonly (readonly [file: string, frames: readonly number[]])[] = [
  ["PcapPlusPlus--Tests_ExamplesTest_pcap_examples_many-protocols.pcap", [2599, 3009]],
  ["zeek--testing_btest_Traces_http_206_example_b.pcap", [953]],
];

const isUnordered = (file: string, frame: number): boolean =>
  unordered.some(([name, frames]) => name === file && frames.includes(frame));

const digest = (lines: readonly string[]): string =>
  lines.length === 0
    ? "-"
    : `${lines.length}:${createHash("sha256").update(lines.toSorted().join("\n")).digest("hex").slice(0, 12)}`;

const microseconds = (ms: number): number => Math.round(ms * 1_000);

const dnsLines = ({ dns }: CapturedApplications): readonly string[] =>
  dns.kept.flatMap(({ query, answer, took }) =>
    query === null || answer === null || took === null
      ? []
      : [`${answer.frame} ${query.frame} ${microseconds(took)}`],
  );

const tlsLines = ({ tls }: CapturedApplications): readonly string[] =>
  tls.kept.flatMap(({ clientHello, serverHello, alerts }) => [
    ...(clientHello?.isWhole === true
      ? [`hello ${clientHello.last.frame} ${clientHello.serverName ?? ""} ${clientHello.alpn.join(",")}`]
      : []),
    ...(serverHello === null ? [] : [`server ${serverHello.mark.frame} ${serverHello.cipher}`]),
    ...alerts.flatMap(({ mark, number }) => (number === null ? [] : [`alert ${mark.frame} ${number}`])),
  ]);

const httpLines = (file: string, { http }: CapturedApplications): readonly string[] =>
  http.kept.flatMap(({ method, status, answerLast, requestLast, endsBy, outcome }) =>
    answerLast === null || requestLast === null || endsBy === "close" || outcome !== "answered"
      ? []
      : method === "NOTIFY" || isUnordered(file, answerLast.frame)
        ? []
        : [
            `${status} ${answerLast.frame} ${requestLast.frame} ${microseconds(answerLast.at - requestLast.at)}`,
          ],
  );

const methodsOf = ({ http }: CapturedApplications): string =>
  tally(
    http.kept.flatMap(({ method, requestIsWhole, missingOctets }) =>
      method === null || !requestIsWhole || missingOctets > 0 ? [] : [method],
    ),
  );

const statusesOf = (file: string, { http }: CapturedApplications): string =>
  tally(
    http.kept.flatMap(({ status, outcome, answerLast, missingOctets }) =>
      status === null ||
      outcome !== "answered" ||
      missingOctets > 0 ||
      isUnordered(file, answerLast?.frame ?? 0)
        ? []
        : [String(status)],
    ),
  );

const tally = (words: readonly string[]): string =>
  [...Map.groupBy(words, (word) => word)]
    .map(([word, all]) => `${word}:${all.length}`)
    .toSorted()
    .join(",") || "-";
