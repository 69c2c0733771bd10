/** Limits of this process and of the host that a request can hit. */
export interface ProcessLimits {
  readonly openFiles: { readonly used: number; readonly soft: number; readonly hard: number };
  /** System-wide, /proc/sys/fs/file-nr; `null` where it cannot be read. */
  readonly systemFiles: { readonly used: number; readonly limit: number } | null;
  /** `null` where the kernel tracks no connections, or does not say how many. */
  readonly conntrack: { readonly entries: number; readonly limit: number } | null;
}
