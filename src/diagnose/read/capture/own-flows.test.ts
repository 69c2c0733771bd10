import { describe, expect, test } from "vitest";
import { flow, mark, quality, side } from "../../../../test/capture-records.ts";
import { capturedReset, capturedResets } from "../../../../test/captured-resets.ts";
import { exampleRecord } from "../../../../test/example-record.ts";
import { attempt, requestFor } from "../../../../test/http-records.ts";
import type { CapturedFlow, CaptureQuality, Evidence } from "../../../evidence/index.ts";
import { isSymptom } from "../../observation.ts";
import { captureReaders } from "./index.ts";

const START = 1_780_741_473_000;
const request = requestFor();

/** A connection that the run made itself and recorded. */
const own = (value: CapturedFlow, told: Partial<Evidence> = {}): Evidence =>
  exampleRecord(`e${100 + value.stream}`, "captured-flow", value, {
    boundary: "tcp",
    by: "probe",
    observedAt: START + value.first.at,
    ...(told as object),
  });
const recorded = (value: Partial<CaptureQuality> = {}): Evidence =>
  exampleRecord("e99", "capture-quality", quality({ dropped: 0, ...value }), {
    boundary: "client",
    by: "probe",
    purpose: "context",
    attempt: null,
  });
const observationsOf = (...records: readonly Evidence[]) =>
  captureReaders.flatMap((read) => read(records, request));
const namesOf = (...records: readonly Evidence[]) =>
  observationsOf(...records).map(
    ({ name, holds, strength }) => `${holds ? "" : "not "}${name}${strength === "suggests" ? "?" : ""}`,
  );

/** What the client's own host takes no notice of. */
const unheard = flow({
  firstAck: null,
  syns: [mark(0), mark(1_000), mark(3_000)],
  synAcks: [mark(1), mark(1_001), mark(3_001)],
  last: mark(3_001),
  fromServer: side({ packets: 3, dataOctets: 0, lostBehind: 2 }),
});
const unanswered = flow({
  firstAck: null,
  syns: [mark(0), mark(1_000), mark(3_000)],
  synAcks: [],
  last: mark(3_000),
  fromServer: side({ packets: 0, dataOctets: 0, synTtl: null, ttls: [] }),
});

describe("of a connection of the run itself, the packets", () => {
  test("tell how it came about, and never what became of it: no symptom is told twice", () => {
    const all = [...capturedResets.map(({ flow: one }) => one), unheard, unanswered].map((one, stream) => ({
      ...one,
      stream,
    }));
    const failed = attempt({ exchange: { outcome: "reset", status: null } });
    for (const one of all)
      expect(observationsOf(own(one), recorded(), ...failed).filter(isSymptom)).toEqual([]);
  });

  test("tell who sent a reset", () => {
    expect(namesOf(own(capturedReset("router-rejects-later")))).toEqual(["reset-is-a-strangers?"]);
    expect(namesOf(own(capturedReset("linger-zero")))).toEqual(["reset-is-the-ends-own?"]);
  });

  test("tell nothing of an experiment's connection", () => {
    const context = { purpose: "context", attempt: null } as const;
    expect(namesOf(own(capturedReset("linger-zero"), context), own(unheard, context), recorded())).toEqual(
      [],
    );
  });

  test("tell that answers came to this host and went no farther, and that this is no loss of the network", () => {
    expect(namesOf(own(unheard), recorded())).toEqual(["own-host-drops-answers", "syn-arrives-at-server?"]);
  });

  test("make it likely that no answer came to this host, where none of them was lost", () => {
    expect(namesOf(own(unanswered), recorded())).toEqual(["not own-host-drops-answers?"]);
    expect(namesOf(own(unanswered), recorded({ dropped: 1 }))).toEqual([]);
    expect(namesOf(own(unanswered))).toEqual([]);
  });

  test("tell of losses on the way, and not of what this host had and the server sent again", () => {
    const sent = own(flow({ fromClient: side({ lostBehind: 3 }) }));
    expect(namesOf(sent, recorded())).toEqual(["loss-at-destination", "data-sent-again?"]);
    expect(namesOf(own(flow({ fromServer: side({ lostBefore: 2 }) })), recorded())[0]).toBe(
      "loss-at-destination",
    );
    expect(namesOf(own(flow({ fromServer: side({ lostBehind: 3 }) })), recorded())).toEqual([]);
    expect(namesOf(sent)).toEqual([]);
  });

  test("tell that only full segments were sent in vain", () => {
    const vain = side({
      ...{ mostCopies: 5, mostCopiesOctets: 1_448, smallestRepeated: 1_448, largestRepeated: 1_448 },
      ...{ largestAcknowledged: 200, unacknowledgedAtEnd: 1_448, firstData: mark(3), lastData: mark(9) },
    });
    const alive = side({ flags: { duplicate_ack: 1 } });
    expect(namesOf(own(flow({ fromClient: vain, fromServer: alive })))).toEqual(
      expect.arrayContaining(["data-unacknowledged", "large-vanishes", "small-passes"]),
    );
    // What the server sends again and again has come to this host.
    expect(namesOf(own(flow({ fromServer: vain, fromClient: alive })))).toEqual([]);
  });

  test("tell that the server has the request, on the connection on which it was sent", () => {
    const acknowledged = flow({ fromClient: side({ firstData: mark(5), lastData: mark(5) }) });
    const server = { address: "192.0.2.10", port: 5_000 };
    const waiting = (at: number) => {
      const [exchange, whole] = attempt({ exchange: { outcome: "no-answer", status: null, ...server } });
      if (exchange === undefined || whole === undefined) throw new Error("an attempt has both");
      return [{ ...exchange, observedAt: START + at }, whole];
    };
    expect(namesOf(own(acknowledged), recorded(), ...waiting(4))).toEqual(["request-acknowledged"]);
    expect(namesOf(own(acknowledged), recorded(), ...waiting(900))).toEqual([]);
    expect(
      namesOf(own({ ...acknowledged, server: { ...server, port: 80 } }), recorded(), ...waiting(4)),
    ).toEqual([]);
  });

  test("tell that a SYN came to the server's own link", () => {
    const at = (synTtl: number) => own(flow({ fromServer: side({ synTtl }) }), { vantage: "edge" });
    expect(namesOf(at(64))).toEqual(["syn-arrives-at-server"]);
    expect(namesOf(at(61))).toEqual(["syn-arrives-at-server?"]);
  });
});
