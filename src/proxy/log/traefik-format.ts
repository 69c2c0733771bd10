import { field } from "./line-fields.ts";
import { compileFormat, type LogFormat } from "./log-format.ts";
import type { TimeReader } from "./time-reader.ts";

const other = { field: null, kind: "text" } as const;

/**
 * Traefik's text form: the combined one, then the number of the request, the router, the server's URL and the duration.
 * Traefik, "Access Logs: Format".
 */
export const traefikFormat = (time: TimeReader): LogFormat =>
  compileFormat(
    "traefik",
    [
      { field: field.client, kind: "text" },
      " - ",
      other,
      " [",
      { kind: "time" },
      '] "',
      { field: field.request, kind: "words" },
      '" ',
      { field: field.status, kind: "text" },
      " ",
      other,
      ' "',
      other,
      '" "',
      other,
      '" ',
      other,
      ' "',
      { field: field.server, kind: "text" },
      '" "',
      { field: field.upstream, kind: "text" },
      '" ',
      { field: field.took, kind: "text" },
      "ms",
    ],
    time,
  );
