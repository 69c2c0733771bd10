import { type EpochMs, hostPort, type Ms } from "../../base/index.ts";
import type { CapturedFlow, Endpoint, FrameMark } from "../../evidence/index.ts";
import type { CapturedApplications } from "../application/index.ts";
import type { Table } from "./table.ts";

/** One thing that happened: a step of a connection, or an exchange above it. */
interface CaptureEvent {
  /** `syn`, `reset`, `icmp-error`, `stall`, `dns-exchange`, `tls-handshake`, `http-exchange` … */
  readonly event: string;
  readonly mark: FrameMark;
  /** `null` where it belongs to no TCP connection. */
  readonly stream: number | null;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly took: Ms | null;
  /** How it came out, as one word or number: `answered`, `NXDOMAIN`, `503`. */
  readonly outcome: string | null;
  /** What it was about: a name, a path, an ICMP type. */
  readonly detail: string | null;
}

/** One row for each event, in order of time. */
export function eventsTable(
  {
    flows,
    applications,
  }: { readonly flows: readonly CapturedFlow[]; readonly applications: CapturedApplications },
  startedAt: EpochMs,
): Table<CaptureEvent> {
  const rows = [...flows.flatMap(flowEvents), ...exchangeEvents(applications)].toSorted(
    (a, b) => a.mark.at - b.mark.at || a.mark.frame - b.mark.frame,
  );
  return {
    name: "events",
    columns: [
      { name: "event", type: "text", of: ({ event }) => event },
      { name: "frame", type: "integer", of: ({ mark }) => mark.frame },
      { name: "at", type: "time", of: ({ mark }) => startedAt + mark.at },
      { name: "stream", type: "integer", of: ({ stream }) => stream },
      { name: "client", type: "text", of: ({ client }) => hostPort(client.address, client.port) },
      { name: "server", type: "text", of: ({ server }) => hostPort(server.address, server.port) },
      { name: "took_ms", type: "real", of: ({ took }) => took },
      { name: "outcome", type: "text", of: ({ outcome }) => outcome },
      { name: "detail", type: "text", of: ({ detail }) => detail },
    ],
    rows,
  };
}

function flowEvents(flow: CapturedFlow): readonly CaptureEvent[] {
  const { stream, client, server } = flow;
  const of = (
    event: string,
    mark: FrameMark,
    {
      took = null,
      outcome = null,
      detail = null,
    }: Partial<Pick<CaptureEvent, "took" | "outcome" | "detail">> = {},
  ): CaptureEvent => ({ event, mark, stream, client, server, took, outcome, detail });
  const closed = (["client", "server"] as const).flatMap((side) => {
    const { finAt, closedWindow } = side === "client" ? flow.fromClient : flow.fromServer;
    return [
      ...(finAt === null ? [] : [of("fin", finAt, { detail: `from the ${side}` })]),
      ...(closedWindow.longest === null
        ? []
        : [
            of("zero-window", closedWindow.longest.from, {
              took: closedWindow.longest.took,
              detail: `of the ${side}`,
            }),
          ]),
    ];
  });
  return [
    ...flow.syns.map((mark) => of("syn", mark)),
    ...flow.synAcks.map((mark) => of("syn-ack", mark)),
    ...flow.resets.map(({ mark, claims }) => of("reset", mark, { detail: `in the ${claims}'s name` })),
    ...flow.icmpErrors.map(({ mark, from, type, code }) =>
      of("icmp-error", mark, { outcome: `${type}/${code}`, detail: `from ${from}` }),
    ),
    ...flow.stalls.map(({ from, took }) => of("stall", from, { took })),
    ...closed,
  ];
}

function exchangeEvents({ dns, tls, http, quic, databases }: CapturedApplications): readonly CaptureEvent[] {
  return [
    ...dns.kept.flatMap(({ query, answer, stream, client, server, took, rcode, outcome, name, type }) => {
      const mark = query ?? answer;
      const said = rcode ?? outcome;
      return mark === null
        ? []
        : [
            {
              event: "dns-exchange",
              mark,
              stream,
              client,
              server,
              took,
              outcome: said,
              detail: `${name} ${type}`,
            },
          ];
    }),
    ...tls.kept.map(({ clientHello, last, stream, client, server, firstAnswerTook, stage }) => ({
      ...{ event: "tls-handshake", mark: clientHello?.first ?? last, stream, client, server },
      ...{ took: firstAnswerTook, outcome: stage, detail: clientHello?.serverName ?? null },
    })),
    ...tls.kept.flatMap(({ alerts, stream, client, server }) =>
      alerts.map(({ mark, from, level, name }) => ({
        ...{ event: "tls-alert", mark, stream, client, server, took: null },
        ...{ outcome: name, detail: `${level ?? "encrypted"} from the ${from}` },
      })),
    ),
    ...http.kept.flatMap(
      ({
        requestFirst,
        answerFirst,
        stream,
        client,
        server,
        firstByte,
        status,
        outcome,
        method,
        host,
        path,
      }) => {
        const mark = requestFirst ?? answerFirst;
        const detail = [method, host === null ? path : `${host}${path ?? ""}`]
          .filter((word) => word !== null)
          .join(" ");
        return mark === null
          ? []
          : [
              {
                event: "http-exchange",
                mark,
                stream,
                client,
                server,
                took: firstByte,
                outcome: status === null ? outcome : String(status),
                detail,
              },
            ];
      },
    ),
    ...quic.kept.map(({ first, client, server, firstAnswerTook, answeredHandshake, serverName }) => ({
      ...{ event: "quic-initial", mark: first, stream: null, client, server, took: firstAnswerTook },
      ...{ outcome: answeredHandshake ? "answered" : "unanswered", detail: serverName },
    })),
    ...databases.kept.flatMap(({ errors, stream, client, server, protocol }) =>
      errors.map(({ mark, code }) => ({
        ...{
          event: "database-error",
          mark,
          stream,
          client,
          server,
          took: null,
          outcome: code,
          detail: protocol,
        },
      })),
    ),
  ];
}
