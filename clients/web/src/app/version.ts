declare const __VERSION__: string;

/** Of the page, put here by the build: that of the server that it belongs to (R60). */
export const PAGE_VERSION = __VERSION__;

/** "samlad/0.2.0" as a server names itself (R57); undefined of one that names no version. */
export function versionOf(server: string): string | undefined {
  return /^samlad\/(\d+\.\d+\.\d+)/.exec(server)?.[1];
}

/** The version of a server that is not the page's; undefined if it is, or is not known. */
export function otherVersion(server: string, page: string): string | undefined {
  const version = versionOf(server);
  return version === page ? undefined : version;
}
