/** How a connection to an upstream ended at once, by the error number in the proxy's line: connect(2), unix(7). */
const refusals: readonly (readonly [RegExp, { readonly refusal: string; readonly refusalFix: string }])[] = [
  [
    / failed \(2: /,
    {
      refusal: "finds no socket",
      refusalFix:
        "Start the application, or correct the socket's path on either side; in containers both need the same folder",
    },
  ],
  [
    / failed \((?:13|1): /,
    {
      refusal: "is not permitted to the proxy's user",
      refusalFix:
        "Let that user open it: mode and group of the socket and of the folders above (PHP-FPM: listen.owner, listen.mode); with SELinux: ausearch -m avc -ts recent, setsebool -P httpd_can_network_connect on",
    },
  ],
  [
    / failed \(11: /,
    {
      refusal: "finds the socket's queue full",
      refusalFix:
        "The application does not accept as fast as requests come: more workers, or a longer queue (PHP-FPM: pm.max_children, listen.backlog; net.core.somaxconn)",
    },
  ],
];

/** The words for it; none where it is refused in the usual way. */
export const refusalIn = (text: string): Readonly<Record<string, string>> =>
  refusals.find(([pattern]) => pattern.test(text))?.[1] ?? {};
