/** The name of an HTTP/2 error code; `null` for no error. RFC 9113, section 7. */
export function http2ErrorName(code: number | undefined): string | null {
  if (code === undefined || code === 0) return null;
  return names[code - 1] ?? `error ${code}`;
}

const names = [
  "PROTOCOL_ERROR",
  "INTERNAL_ERROR",
  "FLOW_CONTROL_ERROR",
  "SETTINGS_TIMEOUT",
  "STREAM_CLOSED",
  "FRAME_SIZE_ERROR",
  "REFUSED_STREAM",
  "CANCEL",
  "COMPRESSION_ERROR",
  "CONNECT_ERROR",
  "ENHANCE_YOUR_CALM",
  "INADEQUATE_SECURITY",
  "HTTP_1_1_REQUIRED",
];
